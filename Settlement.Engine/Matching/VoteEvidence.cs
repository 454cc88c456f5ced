namespace Settlement.Engine.Matching;

/// <summary>Proof that a party signed something other than the proposal of its batch and round. Anyone with the public key can check it.</summary>
/// <param name="FirstHash">The proposal's hash.</param>
/// <param name="FirstSignature">The party's signature of the proposal; null when it has not signed the proposal.</param>
/// <param name="SecondHash">What it signed besides or instead.</param>
public sealed record VoteEvidence(
    string BatchId, int Round, string Participant, string FirstHash, byte[]? FirstSignature, string SecondHash, byte[] SecondSignature, DateTimeOffset At);
