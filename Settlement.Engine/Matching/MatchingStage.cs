using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>
/// Matching over the consensus log. Four writes-or-reads per batch whatever its size: proposal, the parties' view, all votes, certificate.
/// Killed between any two, the next call finds what stands in the log and goes on.
/// </summary>
public sealed partial class MatchingStage(
    IConsensusLog log,
    IPartyDirectory directory,
    IPartyView view,
    PartyKeyRegister keys,
    VoteEvidenceStore evidence,
    Func<PlannedBatch, string> planHash,
    IOptions<MatchingOptions> options,
    TimeProvider time,
    ILogger<MatchingStage> logger) : IMatchingStage
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

        var proposalBytes = await log.FixAsync(
            ConsensusKeys.Proposal(batch.BatchId, batch.Round), ConsensusRecords.Write(Proposal.Of(batch, Now())), cancellationToken).ConfigureAwait(false);
        var proposal = ConsensusRecords.ReadProposal(proposalBytes);
        if (!Same(proposal.PlanHash, batch.Hash))
        {
            LogOtherProposal(batch.BatchId, batch.Round, proposal.PlanHash, batch.Hash);
            return new MatchingResult(null, [], proposal.PlanHash);
        }

        var (votes, refusals) = await VoteAsync(batch, proposal, cancellationToken).ConfigureAwait(false);
        var quorum = Quorum.Of(proposal.Parties.Count);
        if (votes.Count < quorum)
        {
            LogNoQuorum(batch.BatchId, batch.Round, votes.Count, proposal.Parties.Count, quorum);
            return new MatchingResult(null, refusals, proposal.PlanHash);
        }

        var certificate = new Certificate(batch.BatchId, batch.Round, proposal.PlanHash, proposal.Parties.Count, quorum, votes, Now());
        var fixedCertificate = await log.FixAsync(certificateKey, ConsensusRecords.Write(certificate), cancellationToken).ConfigureAwait(false);
        return ResultOf(ConsensusRecords.ReadCertificate(fixedCertificate), refusals, batch);
    }

    public async Task<VoteReceipt> SubmitVoteAsync(PartyVote vote, CancellationToken cancellationToken)
    {
        await ServeEvidenceOnceAsync(cancellationToken).ConfigureAwait(false);
        var registered = await keys.FindAsync([vote.Participant], cancellationToken).ConfigureAwait(false);
        if (!registered.TryGetValue(vote.Participant, out var key))
        {
            return VoteReceipt.UnknownParty;
        }

        if (!key.Verifies(vote))
        {
            return VoteReceipt.InvalidSignature;
        }

        if (await log.ReadAsync(ConsensusKeys.Proposal(vote.BatchId, vote.Round), cancellationToken).ConfigureAwait(false) is not { } proposalBytes)
        {
            return VoteReceipt.NoProposal;
        }

        var proposal = ConsensusRecords.ReadProposal(proposalBytes);
        if (!proposal.Parties.Contains(vote.Participant, StringComparer.Ordinal))
        {
            return VoteReceipt.NotAParty;
        }

        var voteKey = ConsensusKeys.Vote(vote.BatchId, vote.Round, vote.Participant);
        if (!Same(vote.PlanHash, proposal.PlanHash))
        {
            var earlier = await log.ReadAsync(voteKey, cancellationToken).ConfigureAwait(false);
            await KeepEvidenceAsync(proposal, earlier is null ? null : ConsensusRecords.ReadVote(earlier), vote, cancellationToken).ConfigureAwait(false);
            return VoteReceipt.Conflicting;
        }

        var ours = ConsensusRecords.Write(vote with { At = Now() });
        var standing = await log.FixAsync(voteKey, ours, cancellationToken).ConfigureAwait(false);
        if (!standing.AsSpan().SequenceEqual(ours))
        {
            return VoteReceipt.Repeated;
        }

        var certificate = await log.ReadAsync(ConsensusKeys.Certificate(vote.BatchId, vote.Round), cancellationToken).ConfigureAwait(false);
        return certificate is null ? VoteReceipt.Recorded : VoteReceipt.Late;
    }

    /// <summary>The valid votes for the proposal, by participant, and the refusals of the others.</summary>
    private async Task<(IReadOnlyList<PartyVote> Votes, IReadOnlyList<PartyRefusal> Refusals)> VoteAsync(
        PlannedBatch batch, Proposal proposal, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(batch, proposal, cancellationToken).ConfigureAwait(false);
        var signed = answers.Where(answer => answer.Vote is not null).Select(answer => answer.Vote!).ToList();
        var standing = (await log.FixManyAsync(
            [.. signed.Select(vote => KeyValuePair.Create(ConsensusKeys.Vote(vote.BatchId, vote.Round, vote.Participant), ConsensusRecords.Write(vote)))],
            cancellationToken).ConfigureAwait(false)).Select(ConsensusRecords.ReadVote).ToList();

        var refusals = new List<PartyRefusal>();
        foreach (var (participant, _, refusal) in answers.Where(answer => answer.Vote is null))
        {
            // A vote that came from outside, or before a crash, counts although the party does not answer now.
            var earlier = await log.ReadAsync(ConsensusKeys.Vote(batch.BatchId, batch.Round, participant), cancellationToken).ConfigureAwait(false);
            if (earlier is not null)
            {
                standing.Add(ConsensusRecords.ReadVote(earlier));
            }
            else
            {
                refusals.Add(new PartyRefusal(participant, refusal));
            }
        }

        var votes = await CountAsync(proposal, standing, signed, refusals, cancellationToken).ConfigureAwait(false);
        return (votes, refusals);
    }

    private async Task<List<(string Participant, PartyVote? Vote, string Refusal)>> AskAsync(
        PlannedBatch batch, Proposal proposal, CancellationToken cancellationToken)
    {
        var seen = await view.PaymentsAsync([.. batch.Payments.Select(payment => payment.TransactionId)], cancellationToken).ConfigureAwait(false);
        var moved = batch.Round > 1 ? await view.MovedAsync(batch.BatchId, batch.Round, cancellationToken).ConfigureAwait(false) : [];
        var @case = new PartyCase(batch, proposal.PlanHash, planHash(batch), seen, moved);
        var parties = await directory.PartiesAsync(proposal.Parties, cancellationToken).ConfigureAwait(false);
        var asked = parties.ToDictionary(party => party.Participant, party => AnswerAsync(party, @case, cancellationToken), StringComparer.Ordinal);
        await Task.WhenAll(asked.Values).ConfigureAwait(false);
        var answers = new List<(string Participant, PartyVote? Vote, string Refusal)>(proposal.Parties.Count);
        foreach (var participant in proposal.Parties)
        {
            var answer = asked.TryGetValue(participant, out var task) ? await task.ConfigureAwait(false) : null;
            answers.Add((participant, answer?.Vote, answer?.Objection?.ToString() ?? "silent: no answer in time"));
        }

        return answers;
    }

    /// <summary>The party's answer; null when it does not come in time.</summary>
    private async Task<PartyAnswer?> AnswerAsync(IParty party, PartyCase @case, CancellationToken cancellationToken)
    {
        try
        {
            return await party.AnswerAsync(@case, cancellationToken)
                .WaitAsync(TimeSpan.FromMilliseconds(options.Value.AnswerTimeoutMilliseconds), time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            LogSilent(party.Participant, @case.Batch.BatchId, @case.Batch.Round);
            return null;
        }
    }

    /// <summary>Verifies what stands in the log: only a signature with the registered key over the proposal is a vote.</summary>
    private async Task<IReadOnlyList<PartyVote>> CountAsync(
        Proposal proposal, List<PartyVote> standing, List<PartyVote> signed, List<PartyRefusal> refusals, CancellationToken cancellationToken)
    {
        var registered = await keys.FindAsync([.. standing.Select(vote => vote.Participant)], cancellationToken).ConfigureAwait(false);
        var votes = new List<PartyVote>(standing.Count);
        foreach (var vote in standing.OrderBy(vote => vote.Participant, StringComparer.Ordinal))
        {
            if (!registered.TryGetValue(vote.Participant, out var key) || !key.Verifies(vote)
                || vote.Round != proposal.Round || !Same(vote.BatchId, proposal.BatchId))
            {
                refusals.Add(new PartyRefusal(vote.Participant, "invalid_vote: the vote in the log is not signed with the registered key"));
            }
            else if (!Same(vote.PlanHash, proposal.PlanHash))
            {
                var own = signed.Find(other => Same(other.Participant, vote.Participant));
                await KeepEvidenceAsync(proposal, own, vote, cancellationToken).ConfigureAwait(false);
                refusals.Add(new PartyRefusal(vote.Participant, "conflicting_vote: the party signed something else in this round"));
            }
            else
            {
                votes.Add(vote);
            }
        }

        return votes;
    }

    private async Task KeepEvidenceAsync(Proposal proposal, PartyVote? onProposal, PartyVote other, CancellationToken cancellationToken)
    {
        LogConflict(other.Participant, other.BatchId, other.Round, proposal.PlanHash, other.PlanHash);
        await evidence.KeepAsync(
            new VoteEvidence(
                proposal.BatchId, proposal.Round, other.Participant, proposal.PlanHash, onProposal?.Signature, other.PlanHash, other.Signature, Now()),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task ServeEvidenceOnceAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _evidenceServed) == 0)
        {
            await evidence.ServeAsync(cancellationToken).ConfigureAwait(false);
            Volatile.Write(ref _evidenceServed, 1);
        }
    }

    /// <summary>A certificate of another plan than the one asked about certifies nothing for it.</summary>
    private static MatchingResult ResultOf(Certificate certificate, IReadOnlyList<PartyRefusal> refusals, PlannedBatch batch) =>
        new(Same(certificate.PlanHash, batch.Hash) ? certificate : null, refusals, certificate.PlanHash);

    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    [LoggerMessage(1, LogLevel.Warning, "{Batch} round {Round}: {Standing} was proposed first, not {Hash}")]
    private partial void LogOtherProposal(string batch, int round, string standing, string hash);

    [LoggerMessage(2, LogLevel.Warning, "{Batch} round {Round}: {Votes} of {Parties} parties signed, {Quorum} are needed")]
    private partial void LogNoQuorum(string batch, int round, int votes, int parties, int quorum);

    [LoggerMessage(3, LogLevel.Warning, "{Participant} did not answer in time about {Batch} round {Round}")]
    private partial void LogSilent(string participant, string batch, int round);

    [LoggerMessage(4, LogLevel.Error, "{Participant} signed {Other} in {Batch} round {Round}, where {Proposal} is proposed")]
    private partial void LogConflict(string participant, string batch, int round, string proposal, string other);
}
