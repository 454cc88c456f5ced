using Npgsql;
using Settlement.Domain.Reference;

namespace Settlement.Engine.Reference;

/// <summary>
/// Changes the reference data. What is given together is made together: one transaction with the audit and the next version, or nothing.
/// Changes of all hosts take turns at the version's row, so the rules are checked against what really stands there.
/// </summary>
public sealed class ReferenceChanges(NpgsqlDataSource database, IReferenceData data, TimeProvider time)
{
    /// <summary>The latest quote of a pair counts, so one from the future would shut out all that follow until then; clocks may differ by this much.</summary>
    private static readonly TimeSpan ClockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>Makes the changes in the given order and loads them into this host; other hosts are told.</summary>
    public async Task<ChangeResult> ApplyAsync(IReadOnlyList<ReferenceChange> changes, ChangeNote note, CancellationToken cancellationToken)
    {
        var breaches = changes.SelectMany(ReferenceRules.Check).Concat(CheckTimes(changes)).Concat(ReferenceRules.Check(note)).ToList();
        if (breaches.Count > 0)
        {
            return ChangeResult.Refused(breaches);
        }

        var result = await CommitAsync(_ => Task.FromResult(changes), note, cancellationToken);
        if (result.Outcome is ChangeOutcome.Created or ChangeOutcome.Updated)
        {
            await data.RefreshAsync(cancellationToken);
        }

        return result;
    }

    /// <summary>
    /// Takes a participant out after it was caught, e.g. with two conflicting votes. Does nothing when it is quarantined already or not known.
    /// </summary>
    public async Task QuarantineAsync(string participantId, string reason, CancellationToken cancellationToken)
    {
        var note = new ChangeNote("system", reason);
        await CommitAsync(
            async turn => await turn.FindParticipantAsync(participantId, cancellationToken) is { } participant
                ? [new ReferenceChange.PutParticipant(participant with { Status = ParticipantStatus.Quarantined })]
                : [],
            note,
            cancellationToken);
        await data.RefreshAsync(cancellationToken);
    }

    /// <summary>Makes the changes when no participant exists yet; of hosts that start together one does.</summary>
    internal Task<ChangeResult> ApplyToEmptyAsync(IReadOnlyList<ReferenceChange> changes, ChangeNote note, CancellationToken cancellationToken) =>
        CommitAsync(async turn => await turn.HasParticipantsAsync(cancellationToken) ? [] : changes, note, cancellationToken);

    private IEnumerable<RuleBreach> CheckTimes(IReadOnlyList<ReferenceChange> changes) =>
        from rate in changes.OfType<ReferenceChange.PostRate>()
        where rate.Rate.AsOf > time.GetUtcNow() + ClockTolerance
        select new RuleBreach("as_of", "in_the_future", "a quote cannot be of a time to come");

    private async Task<ChangeResult> CommitAsync(
        Func<ChangeTurn, Task<IReadOnlyList<ReferenceChange>>> decide, ChangeNote note, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var turn = await ChangeTurn.TakeAsync(connection, note, time.GetUtcNow(), cancellationToken);
        var outcome = ChangeOutcome.Unchanged;
        foreach (var change in await decide(turn))
        {
            var breaches = await turn.CheckAsync(change, cancellationToken);
            if (breaches.Count > 0)
            {
                return ChangeResult.Refused(breaches);
            }

            var made = await turn.MakeAsync(change, cancellationToken);
            outcome = made > outcome ? made : outcome;
        }

        if (outcome != ChangeOutcome.Unchanged)
        {
            await turn.EndAsync(cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return new ChangeResult(outcome, []);
    }
}
