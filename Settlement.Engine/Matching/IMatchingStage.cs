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
}

/// <param name="Certificate">Set when a quorum signed.</param>
/// <param name="Refusals">Why parties refused; may be set beside a certificate.</param>
public sealed record MatchingResult(Certificate? Certificate, IReadOnlyList<PartyRefusal> Refusals);

public sealed record PartyRefusal(string Participant, string Reason);

/// <param name="PlanHash">The batch's hash that was signed.</param>
/// <param name="Quorum">Signatures needed: floor((n + f) / 2) + 1 of n parties with f = floor((n - 1) / 3); 2f+1 where n = 3f+1.</param>
public sealed record Certificate(string BatchId, int Round, string PlanHash, int Parties, int Quorum, IReadOnlyList<PartyVote> Votes, DateTimeOffset At);

/// <param name="Signature">ECDSA P-256 over SHA-256, IEEE P1363 format, 64 bytes.</param>
public sealed record PartyVote(string BatchId, int Round, string Participant, string PlanHash, byte[] Signature, DateTimeOffset At);
