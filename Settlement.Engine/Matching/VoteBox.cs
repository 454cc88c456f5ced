using Microsoft.Extensions.Logging;

namespace Settlement.Engine.Matching;

/// <summary>The votes of batches in the consensus log: takes them in, verifies them, and turns a conflict into evidence.</summary>
public sealed partial class VoteBox(
    IConsensusLog log, PartyKeyRegister keys, VoteEvidenceStore evidence, TimeProvider time, ILogger<VoteBox> logger)
{
    /// <summary>Fixes what the parties answered and returns the votes that count, by participant, and why the other parties have none.</summary>
    public async Task<(IReadOnlyList<PartyVote> Votes, IReadOnlyList<PartyRefusal> Refusals)> CollectAsync(
        Proposal proposal, IReadOnlyList<(string Participant, PartyAnswer? Answer)> answers, CancellationToken cancellationToken)
    {
        var signed = answers.Where(answer => answer.Answer?.Vote is not null).Select(answer => answer.Answer!.Vote!).ToList();
        var standing = (await log.FixManyAsync(
            [.. signed.Select(vote => KeyValuePair.Create(ConsensusKeys.Vote(proposal.BatchId, proposal.Round, vote.Participant), ConsensusRecords.Write(vote)))],
            cancellationToken).ConfigureAwait(false)).Select(ConsensusRecords.ReadVote).ToList();
        var refusals = new List<PartyRefusal>();
        foreach (var (participant, answer) in answers.Where(answer => answer.Answer?.Vote is null))
        {
            // A vote that came from outside, or before a crash, counts although the party does not sign now.
            var earlier = await log.ReadAsync(ConsensusKeys.Vote(proposal.BatchId, proposal.Round, participant), cancellationToken).ConfigureAwait(false);
            if (earlier is not null)
            {
                standing.Add(ConsensusRecords.ReadVote(earlier));
            }
            else
            {
                var reason = answer is null ? "silent: no answer in time" : answer.Objection?.ToString() ?? "not_its_vote: the answer was in another party's name";
                refusals.Add(new PartyRefusal(participant, reason, answer?.Objection is not null));
            }
        }

        return (await VerifyAsync(proposal, standing, signed, refusals, cancellationToken).ConfigureAwait(false), refusals);
    }

    /// <summary>The parties' votes by participant, if every one of them has answered with a vote that counts; null otherwise. Writes nothing.</summary>
    public async Task<IReadOnlyList<PartyVote>?> FindUnanimousAsync(
        Proposal proposal, IReadOnlyList<(string Participant, PartyAnswer? Answer)> answers, CancellationToken cancellationToken)
    {
        var signed = answers.Select(answer => answer.Answer?.Vote).OfType<PartyVote>().OrderBy(vote => vote.Participant, StringComparer.Ordinal).ToList();
        if (signed.Count < proposal.Parties.Count)
        {
            return null;
        }

        var registered = await keys.FindAsync([.. signed.Select(vote => vote.Participant)], cancellationToken).ConfigureAwait(false);
        return signed.TrueForAll(vote => IsOfRound(vote, proposal, registered) && Same(vote.PlanHash, proposal.PlanHash)) ? signed : null;
    }

    /// <summary>A vote from outside; see <see cref="IMatchingStage.SubmitVoteAsync"/>.</summary>
    public async Task<VoteReceipt> SubmitAsync(PartyVote vote, CancellationToken cancellationToken)
    {
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

        var ours = ConsensusRecords.Write(vote with { At = Instant.Of(time) });
        if (!(await log.FixAsync(voteKey, ours, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(ours))
        {
            return VoteReceipt.Repeated;
        }

        var certificate = await log.ReadAsync(ConsensusKeys.Certificate(vote.BatchId, vote.Round), cancellationToken).ConfigureAwait(false);
        return certificate is null ? VoteReceipt.Recorded : VoteReceipt.Late;
    }

    /// <summary>Only a signature with the registered key over the proposal is a vote.</summary>
    private async Task<IReadOnlyList<PartyVote>> VerifyAsync(
        Proposal proposal, List<PartyVote> standing, List<PartyVote> signed, List<PartyRefusal> refusals, CancellationToken cancellationToken)
    {
        var registered = await keys.FindAsync([.. standing.Select(vote => vote.Participant)], cancellationToken).ConfigureAwait(false);
        var votes = new List<PartyVote>(standing.Count);
        foreach (var vote in standing.OrderBy(vote => vote.Participant, StringComparer.Ordinal))
        {
            if (!IsOfRound(vote, proposal, registered))
            {
                refusals.Add(new PartyRefusal(vote.Participant, "invalid_vote: the vote in the log is not signed with the registered key"));
            }
            else if (!Same(vote.PlanHash, proposal.PlanHash))
            {
                var own = signed.Find(other => Same(other.Participant, vote.Participant) && Same(other.PlanHash, proposal.PlanHash));
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
        LogConflict(other.Participant, proposal.BatchId, proposal.Round, proposal.PlanHash, other.PlanHash);
        await evidence.KeepAsync(
            new VoteEvidence(
                proposal.BatchId, proposal.Round, other.Participant, proposal.PlanHash, onProposal?.Signature, other.PlanHash, other.Signature,
                Instant.Of(time)),
            cancellationToken).ConfigureAwait(false);
    }

    private static bool IsOfRound(PartyVote vote, Proposal proposal, IReadOnlyDictionary<string, VerificationKey> registered) =>
        registered.TryGetValue(vote.Participant, out var key) && key.Verifies(vote) && vote.Round == proposal.Round && Same(vote.BatchId, proposal.BatchId);

    private static bool Same(string a, string b) => string.Equals(a, b, StringComparison.Ordinal);

    [LoggerMessage(1, LogLevel.Error, "{Participant} signed {Other} in {Batch} round {Round}, where {Proposal} is proposed")]
    private partial void LogConflict(string participant, string batch, int round, string proposal, string other);
}
