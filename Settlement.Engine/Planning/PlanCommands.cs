using Npgsql;
using Settlement.Domain.Batches;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Planning;

/// <summary>The statements that write a plan, with their values.</summary>
internal static class PlanCommands
{
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

    /// <summary>The compare-and-set that keeps two planners from promising the same liquidity: no row when the head has moved.</summary>
    public static NpgsqlBatchCommand MoveHead(PlanningHead head) => new("update planning_head set version = version + 1 where version = $1")
    {
        Parameters = { new NpgsqlParameter<long> { TypedValue = head.Version } },
    };

    /// <summary>The plan's own row, and the same compare-and-set.</summary>
    public static NpgsqlBatchCommand InsertPlan(PlanningHead head, string windowId, BatchingProblem problem, BatchPlan plan, DateTimeOffset now) => new(InsertPlanSql)
    {
        Parameters =
        {
            Text(plan.PlanId), Text(windowId), Text(plan.Mode.ToString()), new NpgsqlParameter<long> { TypedValue = head.Version }, Text(plan.Hash),
            Text(PlanJson.Write(problem.Without(plan.Batches))), Text(PlanJson.Write(plan with { Batches = [] })), At(now),
        },
    };

    /// <summary>A row for each payment that is in no other batch.</summary>
    public static NpgsqlBatchCommand ClaimPayments(IReadOnlyList<(string TransactionId, string BatchId)> claims) => new(ClaimPaymentsSql)
    {
        Parameters =
        {
            new NpgsqlParameter<string[]> { TypedValue = [.. claims.Select(claim => claim.TransactionId)] },
            new NpgsqlParameter<string[]> { TypedValue = [.. claims.Select(claim => claim.BatchId)] },
        },
    };

    /// <summary>Payments that a batch puts off may be planned again.</summary>
    public static NpgsqlBatchCommand GiveBack(string batchId, IEnumerable<string> transactionIds) =>
        new("delete from planned_payments where transaction_id = any($1) and batch_id = $2")
        {
            Parameters = { new NpgsqlParameter<string[]> { TypedValue = [.. transactionIds] }, Text(batchId) },
        };

    /// <summary>The rounds of batches.</summary>
    public static NpgsqlBatchCommand InsertRounds(string planId, IReadOnlyList<PlannedBatch> batches, IReadOnlyList<RemovedPayment> removed, DateTimeOffset now) =>
        new(InsertBatchesSql)
        {
            Parameters =
            {
                Text(planId), Text(PlanJson.Write(removed)), At(now),
                new NpgsqlParameter<string[]> { TypedValue = [.. batches.Select(b => b.BatchId)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. batches.Select(b => b.Round)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batches.Select(b => b.Hash)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. batches.Select(PlanJson.Write)] },
            },
        };

    /// <summary>The liquidity that the rounds may draw.</summary>
    public static NpgsqlBatchCommand InsertReservations(IReadOnlyList<PlannedBatch> batches)
    {
        var debits = batches.SelectMany(Debits).ToList();
        return new NpgsqlBatchCommand(InsertReservationsSql)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. debits.Select(d => d.BatchId)] },
                new NpgsqlParameter<int[]> { TypedValue = [.. debits.Select(d => d.Round)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. debits.Select(d => d.Participant)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. debits.Select(d => d.Currency)] },
                new NpgsqlParameter<long[]> { TypedValue = [.. debits.Select(d => d.Minor)] },
            },
        };
    }

    /// <summary>The settlement days on which the batches count towards net debit caps.</summary>
    public static NpgsqlBatchCommand InsertDays(PlanningHead head, string windowId, IReadOnlyList<PlannedBatch> batches)
    {
        var days = batches
            .SelectMany(planned => planned.Payments.SelectMany(payment => new[] { payment.SourceCurrency, payment.DestinationCurrency })
                .Distinct(StringComparer.Ordinal).Select(currency => (planned.BatchId, Currency: currency, Day: SettlementDate.Of(windowId, currency, head.At))))
            .ToList();
        return new NpgsqlBatchCommand(NetDebitSql.InsertDays)
        {
            Parameters =
            {
                new NpgsqlParameter<string[]> { TypedValue = [.. days.Select(day => day.BatchId)] },
                new NpgsqlParameter<string[]> { TypedValue = [.. days.Select(day => day.Currency)] },
                new NpgsqlParameter<DateOnly[]> { TypedValue = [.. days.Select(day => day.Day)] },
            },
        };
    }

    public static NpgsqlBatchCommand MarkAnnounced(string planId, DateTimeOffset now) =>
        new("insert into plan_announcements (plan_id, announced_at) values ($1, $2) on conflict do nothing") { Parameters = { Text(planId), At(now) } };

    /// <summary>A batch reserves the sum of its wires by debtor and currency; the system's own wires need no reservation.</summary>
    private static IEnumerable<(string BatchId, int Round, string Participant, string Currency, long Minor)> Debits(PlannedBatch batch) =>
        batch.Wires
            .Where(wire => wire.Debtor != PlannedWire.SystemParty)
            .GroupBy(wire => (wire.Debtor, wire.Currency))
            .Select(group => (batch.BatchId, batch.Round, group.Key.Debtor, group.Key.Currency, group.Sum(wire => wire.AmountMinor)));

    private static NpgsqlParameter<DateTimeOffset> At(DateTimeOffset at) => new() { TypedValue = at };
}
