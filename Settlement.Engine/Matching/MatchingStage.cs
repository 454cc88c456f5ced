using Microsoft.Extensions.Logging;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>
/// Matching over the consensus log. Five round trips per batch whatever its size: an earlier certificate, proposal, the parties' view, all votes,
/// certificate. Killed between any two, the next call finds what stands in the log and goes on.
/// </summary>
public sealed partial class MatchingStage(
    IConsensusLog log, PartyPoll poll, VoteBox votes, VoteEvidenceStore evidence, TimeProvider time, ILogger<MatchingStage> logger) : IMatchingStage
{
    private int _evidenceServed;

    public async Task<MatchingResult> MatchAsync(PlannedBatch batch, CancellationToken cancellationToken)
    {
        await ServeEvidenceOnceAsync(cancellationToken).ConfigureAwait(false);
        var certificateKey = ConsensusKeys.Certificate(batch.BatchId, batch.Round);
        if (await log.ReadAsync(certificateKey, cancellationToken).ConfigureAwait(false) is { } standing)
        {
            return ResultOf(ConsensusRecords.ReadCertificate(standing), [], batch);
        }

        var ours = ConsensusRecords.Write(Proposal.Of(batch, Instant.Of(time)));
        var proposal = ConsensusRecords.ReadProposal(
            await log.FixAsync(ConsensusKeys.Proposal(batch.BatchId, batch.Round), ours, cancellationToken).ConfigureAwait(false));
        if (!string.Equals(proposal.PlanHash, batch.Hash, StringComparison.Ordinal))
        {
            LogOtherProposal(batch.BatchId, batch.Round, proposal.PlanHash, batch.Hash);
            return new MatchingResult(null, [], proposal.PlanHash);
        }

        if (proposal.Parties.Count == 0)
        {
            // Nothing is left of it, and nobody is there to sign that.
            return new MatchingResult(null, [], proposal.PlanHash);
        }

        var answers = await poll.AskAsync(batch, proposal, cancellationToken).ConfigureAwait(false);
        var (collected, refusals) = await votes.CollectAsync(proposal, answers, cancellationToken).ConfigureAwait(false);
        var quorum = Quorum.Of(proposal.Parties.Count);
        if (collected.Count < quorum)
        {
            LogNoQuorum(batch.BatchId, batch.Round, collected.Count, proposal.Parties.Count, quorum);
            return new MatchingResult(null, refusals, proposal.PlanHash);
        }

        var certificate = new Certificate(
            batch.BatchId, batch.Round, proposal.PlanHash, proposal.Parties.Count, quorum, collected, Instant.Of(time),
            [.. refusals.Where(refusal => refusal.IsObjection)]);
        var fixedBytes = await log.FixAsync(certificateKey, ConsensusRecords.Write(certificate), cancellationToken).ConfigureAwait(false);
        return ResultOf(ConsensusRecords.ReadCertificate(fixedBytes), refusals, batch);
    }

    public async Task<VoteReceipt> SubmitVoteAsync(PartyVote vote, CancellationToken cancellationToken)
    {
        await ServeEvidenceOnceAsync(cancellationToken).ConfigureAwait(false);
        return await votes.SubmitAsync(vote, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Evidence that a crash kept from leading to a quarantine.</summary>
    private async Task ServeEvidenceOnceAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _evidenceServed) == 0)
        {
            await evidence.ServeAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _evidenceServed, 1);
        }
    }

    /// <summary>
    /// A certificate of another plan than the one asked about certifies nothing for it. Of the objections only those count that stand in the certificate:
    /// it may be another engine's, which heard other answers.
    /// </summary>
    private static MatchingResult ResultOf(Certificate certificate, IReadOnlyList<PartyRefusal> refusals, PlannedBatch batch) => new(
        string.Equals(certificate.PlanHash, batch.Hash, StringComparison.Ordinal) ? certificate : null,
        [.. refusals.Where(refusal => !refusal.IsObjection), .. certificate.Objections ?? []],
        certificate.PlanHash);

    [LoggerMessage(1, LogLevel.Warning, "{Batch} round {Round}: {Standing} was proposed first, not {Hash}")]
    private partial void LogOtherProposal(string batch, int round, string standing, string hash);

    [LoggerMessage(2, LogLevel.Warning, "{Batch} round {Round}: {Votes} of {Parties} parties signed, {Quorum} are needed")]
    private partial void LogNoQuorum(string batch, int round, int votes, int parties, int quorum);
}
