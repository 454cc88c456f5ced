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

    /// <summary>
    /// Batches of a plan that go in one round trip: a batch is some 300 kB of JSON, and a window may have a thousand of them.
    /// </summary>
    private const int BatchesPerTrip = 16;

    /// <summary>Final batches that one statement releases: it stays far from its time limit, also after an upgrade or an outage.</summary>
    private const int ReleasedAtOnce = 200;

    // The payments that settle stand in their batches, so the problem is kept without them: with them it would be the same again, and of a million
    // payments more than a jsonb can hold (256 MiB an array).
    private const string InsertPlanSql = """
        with moved as (update planning_head set version = version + 1 where version = $4 returning version)
        insert into plans (plan_id, window_id, mode, version, hash, problem, plan, made_at)
        select $1, $2, $3, version, $5, $6::jsonb, $7::jsonb, $8 from moved
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

    /// <summary>The settlement days, by currency, of a batch that is not released.</summary>
    public async Task<IReadOnlyDictionary<string, DateOnly>> DaysOfAsync(string batchId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(NetDebitSql.DaysOfBatch);
        command.Parameters.Add(Text(batchId));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new Dictionary<string, DateOnly>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            days[reader.GetString(0)] = reader.GetFieldValue<DateOnly>(1);
        }

        return days;
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

    /// <summary>The plan's own row, and the same compare-and-set; false when the head has moved.</summary>
    private static async Task<bool> InsertPlanAsync(
        PlanningHead head, string windowId, BatchingProblem problem, BatchPlan plan, DateTimeOffset now, NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        batch.HoldFence();
        var insert = new NpgsqlBatchCommand(InsertPlanSql)
        {
            Parameters =
            {
                Text(plan.PlanId), Text(windowId), Text(plan.Mode.ToString()), new NpgsqlParameter<long> { TypedValue = head.Version }, Text(plan.Hash),
                Text(PlanJson.Write(problem.Without(plan.Batches))), Text(PlanJson.Write(plan with { Batches = [] })), At(now),
            },
        };
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
        var claim = new NpgsqlBatchCommand(ClaimPaymentsSql)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. claims.Select(claim => claim.TransactionId)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. claims.Select(claim => claim.BatchId)] },
            },
        };
        batch.BatchCommands.Add(claim);
        AddBatches(batch, planId, batches, [], now);
        AddDays(batch, head, windowId, batches);
        await batch.ExecuteNonQueryAsync(cancellationToken);
        return claim.RecordsAffected == claims.Count;
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

    private static void AddDays(NpgsqlBatch batch, PlanningHead head, string windowId, IReadOnlyList<PlannedBatch> batches)
    {
        var days = batches
            .SelectMany(planned => planned.Payments.SelectMany(payment => new[] { payment.SourceCurrency, payment.DestinationCurrency })
                .Distinct(StringComparer.Ordinal).Select(currency => (planned.BatchId, Currency: currency, Day: SettlementDate.Of(windowId, currency, head.At))))
            .ToList();
        if (days.Count > 0)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand(NetDebitSql.InsertDays)
            {
                Parameters =
                {
                    new NpgsqlParameter<string[]> { TypedValue = [.. days.Select(day => day.BatchId)] },
                    new NpgsqlParameter<string[]> { TypedValue = [.. days.Select(day => day.Currency)] },
                    new NpgsqlParameter<DateOnly[]> { TypedValue = [.. days.Select(day => day.Day)] },
                },
            });
        }
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
