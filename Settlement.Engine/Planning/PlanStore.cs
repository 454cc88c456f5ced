using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Engine.Database;
using Settlement.Engine.Leadership;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Planning;

/// <summary>
/// Keeps plans, their batches' rounds and the liquidity they reserve. Storing is a compare-and-set on the planning head: of two planners
/// that read the same balances only one can store, so no liquidity is promised twice. <see cref="PlanReader"/> reads them.
/// </summary>
public sealed class PlanStore([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource source, TimeProvider time)
{
    private const string ReservedSql = """
        select r.participant, r.currency, sum(r.debit_minor)::bigint
        from batch_reservations r left join batches b on b.batch_id = r.batch_id
        where r.batch_id is distinct from $1 and (b.state is null or b.state not in ('Settled', 'Abandoned'))
        group by r.participant, r.currency
        """;

    /// <summary>
    /// Batches of a plan that go in one round trip: a batch is some 300 kB of JSON, and a window may have a thousand of them.
    /// </summary>
    private const int BatchesPerTrip = 16;

    /// <summary>Final batches that one statement releases: it stays far from its time limit, also after an upgrade or an outage.</summary>
    private const int ReleasedAtOnce = 200;

    /// <summary>Reads the head before the reservations, so that a plan stored in between makes <see cref="StoreAsync"/> fail.</summary>
    /// <param name="exceptBatch">A batch whose own reservation does not count, when it is being planned again.</param>
    public Task<PlanningHead> ReadHeadAsync(string? exceptBatch, CancellationToken cancellationToken) =>
        ReadHeadAsync(exceptBatch, time.GetUtcNow(), [], cancellationToken);

    /// <summary>As above, with the net debit positions of the given sides.</summary>
    /// <param name="at">The moment that decided the sides' days.</param>
    public async Task<PlanningHead> ReadHeadAsync(
        string? exceptBatch, DateTimeOffset at, IReadOnlyCollection<CappedSide> sides, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select version from planning_head"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ReservedSql) { Parameters = { Text(exceptBatch) } });
        if (sides.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(NetDebitSql.Read)
            {
                Parameters =
                {
                    Text(exceptBatch),
                    new NpgsqlParameter<string[]> { TypedValue = [.. sides.Select(side => side.Participant)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. sides.Select(side => side.Currency)] },
                    new NpgsqlParameter<DateOnly[]> { TypedValue = [.. sides.Select(side => side.Day)] },
                },
            });
        }

        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var version = reader.GetInt64(0);
        var reserved = await NextSumsAsync(reader, cancellationToken);
        return new PlanningHead(version, at, reserved, sides.Count > 0 ? await NextSumsAsync(reader, cancellationToken) : []);
    }

    /// <summary>Stores a plan and its reservations if the head is still where the planner read it.</summary>
    /// <returns>False when another plan was stored since: read again and plan again.</returns>
    public async Task<bool> StoreAsync(
        PlanningHead head, string windowId, BatchingProblem problem, BatchPlan plan, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await InsertPlanAsync(head, windowId, problem, plan, now, transaction, cancellationToken))
        {
            return false;
        }

        foreach (var batches in plan.Batches.Chunk(BatchesPerTrip))
        {
            if (!await ClaimAsync(head, windowId, plan.PlanId, batches, now, transaction, cancellationToken))
            {
                return false;
            }
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Stores a batch's next round if the head is still where it was read. Payments that it puts off may be planned again.</summary>
    /// <returns>False when another plan was stored since: read again and plan again.</returns>
    public async Task<bool> StoreRoundAsync(
        PlanningHead head, string planId, PlannedBatch round, IReadOnlyList<RemovedPayment> removed, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await transaction.HoldFenceAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var moved = PlanCommands.MoveHead(head);
        batch.BatchCommands.Add(moved);
        batch.BatchCommands.Add(PlanCommands.GiveBack(round.BatchId, removed.Where(r => r.Deferral is not null).Select(r => r.TransactionId)));
        batch.BatchCommands.Add(PlanCommands.InsertRounds(planId, [round], removed, time.GetUtcNow()));
        batch.BatchCommands.Add(PlanCommands.InsertReservations([round]));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        if (moved.RecordsAffected != 1)
        {
            return false;
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static async Task<bool> InsertPlanAsync(
        PlanningHead head, string windowId, BatchingProblem problem, BatchPlan plan, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.HoldFence();
        var insert = PlanCommands.InsertPlan(head, windowId, problem, plan, now);
        batch.BatchCommands.Add(insert);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return insert.RecordsAffected == 1;
    }

    /// <summary>Takes the payments for their batches and stores these; false when one of the payments is in another batch.</summary>
    private static async Task<bool> ClaimAsync(
        PlanningHead head, string windowId, string planId, PlannedBatch[] batches, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var claims = batches.SelectMany(batch => batch.Payments.Select(payment => (payment.TransactionId, batch.BatchId))).ToList();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var claim = PlanCommands.ClaimPayments(claims);
        batch.BatchCommands.Add(claim);
        batch.BatchCommands.Add(PlanCommands.InsertRounds(planId, batches, [], now));
        batch.BatchCommands.Add(PlanCommands.InsertReservations(batches));
        batch.BatchCommands.Add(PlanCommands.InsertDays(head, windowId, batches));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return claim.RecordsAffected == claims.Count;
    }

    /// <summary>Removes what final batches had reserved, and adds what their wires moved to the day's net debit positions.</summary>
    public async Task ReleaseFinalAsync(CancellationToken cancellationToken)
    {
        while (await ReleaseAsync(cancellationToken) == ReleasedAtOnce)
        {
            // There may be more.
        }
    }

    private async Task<long> ReleaseAsync(CancellationToken cancellationToken)
    {
        await using var batch = source.CreateFencedBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(NetDebitSql.Release) { Parameters = { new NpgsqlParameter<int> { TypedValue = ReleasedAtOnce } } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetInt64(0) : 0;
    }

    public async Task MarkAnnouncedAsync(string planId, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateFencedBatch();
        batch.BatchCommands.Add(PlanCommands.MarkAnnounced(planId, time.GetUtcNow()));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<Dictionary<(string, string), long>> NextSumsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.NextResultAsync(cancellationToken);
        var sums = new Dictionary<(string, string), long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            sums[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        }

        return sums;
    }
}
