using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>Puts a proposal before its parties, all at once, and gathers what they say within the time limit.</summary>
public sealed partial class PartyPoll(
    IPartyDirectory directory, IPartyView view, IOptions<MatchingOptions> options, TimeProvider time, ILogger<PartyPoll> logger)
{
    /// <summary>One answer per party of the proposal, in its order; null for a party that was silent.</summary>
    public async Task<IReadOnlyList<(string Participant, PartyAnswer? Answer)>> AskAsync(
        PlannedBatch batch, Proposal proposal, CancellationToken cancellationToken)
    {
        var seen = await view.PaymentsAsync([.. batch.Payments.Select(payment => payment.TransactionId)], cancellationToken).ConfigureAwait(false);
        var moved = batch.Round > 1 ? await view.MovedAsync(batch.BatchId, batch.Round, cancellationToken).ConfigureAwait(false) : [];
        var @case = new PartyCase(batch, proposal.PlanHash, PlanHash.Of(batch), seen, moved);
        var parties = await directory.PartiesAsync(proposal.Parties, cancellationToken).ConfigureAwait(false);
        var asked = parties.ToDictionary(party => party.Participant, party => AskAsync(party, @case, cancellationToken), StringComparer.Ordinal);
        await Task.WhenAll(asked.Values).ConfigureAwait(false);
        var answers = new List<(string Participant, PartyAnswer? Answer)>(proposal.Parties.Count);
        foreach (var participant in proposal.Parties)
        {
            answers.Add((participant, asked.TryGetValue(participant, out var answer) ? await answer.ConfigureAwait(false) : null));
        }

        return answers;
    }

    private async Task<PartyAnswer?> AskAsync(IParty party, PartyCase @case, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await party.AnswerAsync(@case, cancellationToken)
                .WaitAsync(TimeSpan.FromMilliseconds(options.Value.AnswerTimeoutMilliseconds), time, cancellationToken).ConfigureAwait(false);
            if (answer.Vote is not { } vote || string.Equals(vote.Participant, party.Participant, StringComparison.Ordinal))
            {
                return answer;
            }

            // Whoever was asked speaks for itself only: a second vote would stand under the other party's key, which has its own answer.
            LogOther(party.Participant, vote.Participant, @case.Batch.BatchId, @case.Batch.Round);
            return new PartyAnswer(null, null);
        }
        catch (TimeoutException)
        {
            LogSilent(party.Participant, @case.Batch.BatchId, @case.Batch.Round);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "{Participant} did not answer in time about {Batch} round {Round}")]
    private partial void LogSilent(string participant, string batch, int round);

    [LoggerMessage(2, LogLevel.Warning, "{Participant} was asked and answered with a vote of {Other} about {Batch} round {Round}: it is dropped")]
    private partial void LogOther(string participant, string other, string batch, int round);
}
