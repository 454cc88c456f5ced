using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Engine.Leadership;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Planning;

/// <summary>
/// Keeps plans, their batches' rounds and the liquidity they reserve. Storing is a compare-and-set on the planning head: of two planners
/// that read the same balances only one can store, so no liquidity is promised twice.
/// </summary>
public sealed class PlanStore(NpgsqlDataSource source, TimeProvider time)
{
    private const string ReservedSql = """
        select r.participant, r.currency, sum(r.debit_minor)::bigint
        from batch_reservations r left join batches b on b.batch_id = r.batch_id
        where r.batch_id is distinct from $1 and (b.state is null or b.state not in ('Settled', 'Abandoned'))
        group by r.participant, r.currency
        """;

    private const string InsertBatchesSql = """
        insert into batch_plans (batch_id, round, plan_id, hash, plan, removed, made_at)
        select batch_id, round, $1, hash, plan::jsonb, $2::jsonb, $3 from unnest($4::text[], $5::int[], $6::text[], $7::text[]) as t(batch_id, round, hash, plan)
        on conflict do nothing
        """;

    private const string ClaimPaymentsSql = """
        insert into planned_payments (transaction_id, batch_id) select * from unnest($1::text[], $2::text[]) on conflict do nothing
        """;

    private const string InsertReservationsSql = """
        insert into batch_reservations (batch_id, round, participant, currency, debit_minor)
        select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::bigint[])
        on conflict do nothing
        """;

    /// <summary>Reads the head before the reservations, so that a plan stored in between makes <see cref="StoreAsync"/> fail.</summary>
    /// <param name="exceptBatch">A batch whose own reservation does not count, when it is being planned again.</param>
    public async Task<PlanningHead> ReadHeadAsync(string? exceptBatch, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select version from planning_head"));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ReservedSql) { Parameters = { Text(exceptBatch) } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var version = reader.GetInt64(0);
        await reader.NextResultAsync(cancellationToken);
        var reserved = new Dictionary<(string, string), long>();
        while (await reader.ReadAsync(cancellationToken))
        {
            reserved[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        }

        return new PlanningHead(version, reserved);
    }

    /// <summary>Stores a plan and its reservations if the head is still where the planner read it.</summary>
    /// <returns>False when another plan was stored since: read again and plan again.</returns>
    public async Task<bool> StoreAsync(
        PlanningHead head, string windowId, BatchingProblem problem, BatchPlan plan, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await transaction.HoldFenceAsync(cancellationToken);
        if (!await MoveHeadAsync(head, transaction, cancellationToken) || !await ClaimAsync(plan.Batches, transaction, cancellationToken))
        {
            return false;
        }

        var now = time.GetUtcNow();
        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "insert into plans (plan_id, window_id, mode, version, hash, problem, plan, made_at) values ($1, $2, $3, $4, $5, $6::jsonb, $7::jsonb, $8)")
        {
            Parameters =
            {
                Text(plan.PlanId), Text(windowId), Text(plan.Mode.ToString()), new NpgsqlParameter<long> { TypedValue = head.Version + 1 },
                Text(plan.Hash), Text(PlanJson.Write(problem)), Text(PlanJson.Write(plan with { Batches = [] })), At(now),
            },
        });
        AddBatches(batch, plan.PlanId, plan.Batches, [], now);
        await batch.ExecuteNonQueryAsync(cancellationToken);
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
        if (!await MoveHeadAsync(head, transaction, cancellationToken))
        {
            return false;
        }

        await using var batch = new NpgsqlBatch(connection, transaction);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("delete from planned_payments where transaction_id = any($1) and batch_id = $2")
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. removed.Where(r => r.Deferral is not null).Select(r => r.TransactionId)] },
                Text(round.BatchId),
            },
        });
        AddBatches(batch, planId, [round], removed, time.GetUtcNow());
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The compare-and-set that keeps two planners from promising the same liquidity.</summary>
    private static async Task<bool> MoveHeadAsync(PlanningHead head, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(
            "update planning_head set version = version + 1 where version = $1", transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = head.Version });
        return await command.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Takes the payments for their batches; false when one of them is in another batch.</summary>
    private static async Task<bool> ClaimAsync(IReadOnlyList<PlannedBatch> batches, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        var claims = batches.SelectMany(batch => batch.Payments.Select(payment => (payment.TransactionId, batch.BatchId))).ToList();
        if (claims.Count == 0)
        {
            return true;
        }

        await using var command = new NpgsqlCommand(ClaimPaymentsSql, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. claims.Select(claim => claim.TransactionId)] });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. claims.Select(claim => claim.BatchId)] });
        return await command.ExecuteNonQueryAsync(cancellationToken) == claims.Count;
    }

    /// <summary>The plan of that id with its batches' first rounds, or null.</summary>
    public async Task<StoredPlan?> FindAsync(string planId, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select window_id, plan from plans where plan_id = $1") { Parameters = { Text(planId) } });
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select plan from batch_plans where plan_id = $1 and round = 1") { Parameters = { Text(planId) } });
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            return null;
        }

        var (windowId, plan) = (reader.GetString(0), PlanJson.Read<BatchPlan>(reader.GetString(1)));
        await reader.NextResultAsync(cancellationToken);
        var batches = new List<PlannedBatch>();
        while (await reader.ReadAsync(cancellationToken))
        {
            batches.Add(PlanJson.Read<PlannedBatch>(reader.GetString(0)));
        }

        batches.Sort((a, b) => BatchNumber(a.BatchId).CompareTo(BatchNumber(b.BatchId)));
        return new StoredPlan(planId, windowId, plan with { Batches = batches });
    }

    /// <summary>The batch's latest round, or null.</summary>
    public async Task<StoredBatch?> LatestRoundAsync(string batchId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            select p.plan_id, p.window_id, p.mode, b.plan, b.removed from batch_plans b join plans p on p.plan_id = b.plan_id
            where b.batch_id = $1 order by b.round desc limit 1
            """);
        command.Parameters.Add(Text(batchId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new StoredBatch(
                reader.GetString(0), reader.GetString(1), Enum.Parse<SettlementMode>(reader.GetString(2)), PlanJson.Read<PlannedBatch>(reader.GetString(3)),
                PlanJson.Read<IReadOnlyList<RemovedPayment>>(reader.GetString(4)))
            : null;
    }

    /// <summary>Plans later than a version whose consequences the sagas have not all been told, oldest first, at most 100.</summary>
    public async Task<IReadOnlyList<(string PlanId, long Version)>> UnannouncedAsync(long afterVersion, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("""
            select p.plan_id, p.version from plans p
            where p.version > $1 and not exists (select from plan_announcements a where a.plan_id = p.plan_id) order by p.version limit 100
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = afterVersion });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var plans = new List<(string, long)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            plans.Add((reader.GetString(0), reader.GetInt64(1)));
        }

        return plans;
    }

    /// <summary>Removes what final batches had reserved.</summary>
    public async Task ReleaseFinalAsync(CancellationToken cancellationToken)
    {
        await using var batch = source.CreateFencedBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("""
            delete from batch_reservations r using batches b where b.batch_id = r.batch_id and b.state in ('Settled', 'Abandoned')
            """));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task MarkAnnouncedAsync(string planId, CancellationToken cancellationToken)
    {
        await using var batch = source.CreateFencedBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("insert into plan_announcements (plan_id, announced_at) values ($1, $2) on conflict do nothing")
        {
            Parameters = { Text(planId), At(time.GetUtcNow()) },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    private static void AddBatches(NpgsqlBatch batch, string planId, IReadOnlyList<PlannedBatch> batches, IReadOnlyList<RemovedPayment> removed, DateTimeOffset now)
    {
        if (batches.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertBatchesSql)
        {
            Parameters =
            {
                Text(planId), Text(PlanJson.Write(removed)), At(now),
                new NpgsqlParameter<string[]> { TypedValue = [.. batches.Select(b => b.BatchId)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. batches.Select(b => b.Round)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batches.Select(b => b.Hash)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batches.Select(PlanJson.Write)] },
            },
        });
        var debits = batches.SelectMany(Debits).ToList();
        if (debits.Count == 0)
        {
            return;
        }

        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertReservationsSql)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. debits.Select(d => d.BatchId)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. debits.Select(d => d.Round)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. debits.Select(d => d.Participant)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. debits.Select(d => d.Currency)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. debits.Select(d => d.Minor)] },
            },
        });
    }

    /// <summary>A batch reserves the sum of its wires by debtor and currency; the system's own wires need no reservation.</summary>
    private static IEnumerable<(string BatchId, int Round, string Participant, string Currency, long Minor)> Debits(PlannedBatch batch) =>
        batch.Wires
            .Where(wire => wire.Debtor != PlannedWire.SystemParty)
            .GroupBy(wire => (wire.Debtor, wire.Currency))
            .Select(group => (batch.BatchId, batch.Round, group.Key.Debtor, group.Key.Currency, group.Sum(wire => wire.AmountMinor)));

    private static int BatchNumber(string batchId) =>
        int.Parse(batchId.AsSpan(batchId.LastIndexOf('_') + 1), System.Globalization.CultureInfo.InvariantCulture);

    private static NpgsqlParameter<DateTimeOffset> At(DateTimeOffset at) => new() { TypedValue = at };
}
