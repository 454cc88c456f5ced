using Npgsql;
using Settlement.Domain.Batches;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Planning;

/// <summary>Reads what <see cref="PlanStore"/> keeps.</summary>
public sealed class PlanReader(NpgsqlDataSource source)
{
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

    private static int BatchNumber(string batchId) =>
        int.Parse(batchId.AsSpan(batchId.LastIndexOf('_') + 1), System.Globalization.CultureInfo.InvariantCulture);
}
