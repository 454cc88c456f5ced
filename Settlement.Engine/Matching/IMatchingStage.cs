using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>
/// Brings the parties of a batch to one signed decision. Idempotent: called again for the same batch and round it finds what is
/// fixed already and goes on from there.
/// </summary>
public interface IMatchingStage
{
    /// <summary>
    /// Fixes the proposal in the consensus log, lets every party re-check its own side and sign, and forms the certificate.
    /// </summary>
    Task<MatchingResult> MatchAsync(PlannedBatch batch, CancellationToken cancellationToken);

    /// <summary>
    /// Takes a vote from outside. One that is signed by its party but is not for the proposal is kept as evidence and quarantines the party;
    /// one that nobody signed changes nothing. A vote after the certificate is recorded and leaves the certificate as it is.
    /// </summary>
    Task<VoteReceipt> SubmitVoteAsync(PartyVote vote, CancellationToken cancellationToken);
}

/// <param name="Certificate">Set when a quorum signed.</param>
/// <param name="Refusals">Why parties refused; beside a certificate at least the objections that it holds.</param>
/// <param name="ProposalHash">The hash that stands in the log for this batch and round; another one than the batch's when another plan came first.</param>
public sealed record MatchingResult(Certificate? Certificate, IReadOnlyList<PartyRefusal> Refusals, string ProposalHash);

/// <param name="IsObjection">The party found its own side wrong; false: it was silent, or its vote cannot count.</param>
public sealed record PartyRefusal(string Participant, string Reason, bool IsObjection = false);

/// <param name="PlanHash">The batch's hash that was signed.</param>
/// <param name="Quorum">Signatures needed: floor((n + f) / 2) + 1 of n parties with f = floor((n - 1) / 3); 2f+1 where n = 3f+1.</param>
/// <param name="Objections">
/// Parties that found their own side wrong although a quorum signed. They are part of what the log fixes, so that every engine draws the same
/// conclusion; they are not signed, and verifying the certificate does not need them.
/// </param>
public sealed record Certificate(
    string BatchId, int Round, string PlanHash, int Parties, int Quorum, IReadOnlyList<PartyVote> Votes, DateTimeOffset At,
    IReadOnlyList<PartyRefusal>? Objections = null);

/// <param name="Signature">ECDSA P-256 over SHA-256, IEEE P1363 format, 64 bytes.</param>
public sealed record PartyVote(string BatchId, int Round, string Participant, string PlanHash, byte[] Signature, DateTimeOffset At);

/// <summary>What became of a vote from outside; in order of precedence.</summary>
public enum VoteReceipt
{
    /// <summary>The participant has no registered key.</summary>
    UnknownParty,

    /// <summary>Not signed with the participant's key: it proves nothing about the participant.</summary>
    InvalidSignature,

    /// <summary>Nothing is proposed for this batch and round yet; send it again later.</summary>
    NoProposal,

    /// <summary>The participant is no party of this batch.</summary>
    NotAParty,

    /// <summary>Signed, and not for the proposal: kept as evidence, the party is quarantined.</summary>
    Conflicting,

    /// <summary>The party has voted for the proposal before.</summary>
    Repeated,

    /// <summary>Recorded, after the certificate had been formed without it.</summary>
    Late,

    /// <summary>Recorded; counts when the certificate is formed.</summary>
    Recorded,
}
