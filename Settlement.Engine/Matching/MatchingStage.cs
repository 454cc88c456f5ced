using Microsoft.Extensions.Logging;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>
/// Matching over the consensus log. Three round trips per batch whatever its size: proposal, and with it an earlier certificate; the parties' view; all votes
/// with the certificate. Where votes stand already, or parties do not sign, votes and certificate are two. Killed between any, the next call finds what
/// stands in the log and goes on.
/// </summary>
public sealed partial class MatchingStage(
    IConsensusLog log, PartyPoll poll, VoteBox votes, VoteEvidenceStore evidence, TimeProvider time, ILogger<MatchingStage> logger) : IMatchingStage
{
    private int _evidenceServed;

    public async Task<MatchingResult> MatchAsync(PlannedBatch batch, CancellationToken cancellationToken)
    {
        await ServeEvidenceOnceAsync(cancellationToken).ConfigureAwait(false);
        var certificateKey = ConsensusKeys.Certificate(batch.BatchId, batch.Round);
        var ours = ConsensusRecords.Write(Proposal.Of(batch, Instant.Of(time)));

        // Together: a round that has a certificate has its proposal, which proposing again leaves as it is.
        var (proposed, certified) = await log.FixAndReadAsync(ConsensusKeys.Proposal(batch.BatchId, batch.Round), ours, certificateKey, cancellationToken)
            .ConfigureAwait(false);
        if (certified is not null)
        {
            return ResultOf(ConsensusRecords.ReadCertificate(certified), [], batch);
        }

        var proposal = ConsensusRecords.ReadProposal(proposed);
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
        if (await TryCertifyAtOnceAsync(batch, proposal, answers, cancellationToken).ConfigureAwait(false) is { } unanimous)
        {
            return ResultOf(unanimous, [], batch);
        }

        var (collected, refusals) = await votes.CollectAsync(proposal, answers, cancellationToken).ConfigureAwait(false);
        var quorum = Quorum.Of(proposal.Parties.Count);
        if (collected.Count < quorum)
        {
            LogNoQuorum(batch.BatchId, batch.Round, collected.Count, proposal.Parties.Count, quorum);
            return new MatchingResult(null, refusals, proposal.PlanHash);
        }

        var certificate = CertificateOf(proposal, collected, [.. refusals.Where(refusal => refusal.IsObjection)]);
        var fixedBytes = await log.FixAsync(certificateKey, ConsensusRecords.Write(certificate), cancellationToken).ConfigureAwait(false);
        return ResultOf(ConsensusRecords.ReadCertificate(fixedBytes), refusals, batch);
    }

    public async Task<VoteReceipt> SubmitVoteAsync(PartyVote vote, CancellationToken cancellationToken)
    {
        await ServeEvidenceOnceAsync(cancellationToken).ConfigureAwait(false);
        return await votes.SubmitAsync(vote, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// The common case: every party signed, and nothing of the round stands in the log but its proposal. Then all votes and the certificate are one write,
    /// all of it or nothing, so that no other engine's vote can come in between. Null: it is not so, and nothing was written.
    /// </summary>
    private async Task<Certificate?> TryCertifyAtOnceAsync(
        PlannedBatch batch, Proposal proposal, IReadOnlyList<(string Participant, PartyAnswer? Answer)> answers, CancellationToken cancellationToken)
    {
        if (await votes.FindUnanimousAsync(proposal, answers, cancellationToken).ConfigureAwait(false) is not { } signed)
        {
            return null;
        }

        var certificate = CertificateOf(proposal, signed, []);
        var isFixed = await log.TryFixAllAsync(
            [
                .. signed.Select(vote => KeyValuePair.Create(ConsensusKeys.Vote(proposal.BatchId, proposal.Round, vote.Participant), ConsensusRecords.Write(vote))),
                KeyValuePair.Create(ConsensusKeys.Certificate(batch.BatchId, batch.Round), ConsensusRecords.Write(certificate)),
            ],
            cancellationToken).ConfigureAwait(false);
        return isFixed ? certificate : null;
    }

    private Certificate CertificateOf(Proposal proposal, IReadOnlyList<PartyVote> collected, IReadOnlyList<PartyRefusal> objections) => new(
        proposal.BatchId, proposal.Round, proposal.PlanHash, proposal.Parties.Count, Quorum.Of(proposal.Parties.Count), collected, Instant.Of(time), objections);

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
