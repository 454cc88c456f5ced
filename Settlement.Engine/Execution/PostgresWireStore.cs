using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Batches;
using Settlement.Engine.Database;
using Settlement.Engine.Leadership;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Execution;

/// <summary>The wires in PostgreSQL, always many per statement. Rows are touched in order of their ids, so that two engines wait instead of deadlocking.</summary>
public sealed class PostgresWireStore([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource dataSource, SettlementMetrics metrics) : IWireStore
{
    public async Task<OpenRound> OpenAsync(
        PlannedBatch batch, RegionState? claim, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var commands = dataSource.CreateFencedBatch();
        commands.BatchCommands.Add(WireSql.Insert(batch, claim, now));
        commands.BatchCommands.Add(WireSql.SelectRound(batch.BatchId, batch.Round));
        commands.BatchCommands.Add(new NpgsqlBatchCommand(WireSql.SelectRegions));
        var wires = new List<StoredWire>(batch.Wires.Count);
        var regions = new List<RegionState>();
        var claimed = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await commands.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (string.Equals(reader.GetString(1), WireState.Sending, StringComparison.Ordinal))
            {
                claimed.Add(reader.GetString(0));
            }
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            wires.Add(WireSql.ReadWire(reader));
        }

        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            regions.Add(WireSql.ReadRegion(reader));
        }

        RequireSame(batch, wires);
        return new OpenRound(wires, regions, claimed);
    }

    public async Task<int> ClaimAsync(
        IReadOnlyList<StoredWire> wires, string region, long fencingToken, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var ordered = wires.OrderBy(wire => wire.Wire.WireId, StringComparer.Ordinal).ToList();
        await using var batch = dataSource.CreateFencedBatch();
        var command = new NpgsqlBatchCommand(WireSql.Claim);
        command.Parameters.Add(WireSql.Texts(ordered.Select(wire => wire.Wire.WireId)));
        command.Parameters.Add(new() { Value = ordered.Select(wire => wire.Attempts).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Integer });
        command.Parameters.Add(new() { Value = region, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = fencingToken, NpgsqlDbType = NpgsqlDbType.Bigint });
        command.Parameters.Add(new() { Value = now, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        batch.BatchCommands.Add(command);
        return await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<int> RecordAsync(IReadOnlyList<WireStep> steps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateFencedBatch();
        batch.BatchCommands.Add(WireSql.Record(steps, now));
        var recorded = Convert.ToInt32(
            await batch.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false), System.Globalization.CultureInfo.InvariantCulture);
        foreach (var outcome in steps.CountBy(step => step.Outcome))
        {
            metrics.WireReplied(outcome.Key, outcome.Value);
        }

        return recorded;
    }

    public async Task<RegionState> RaiseTokenAsync(string region, long above, CancellationToken cancellationToken)
    {
        var command = new NpgsqlBatchCommand(WireSql.RaiseToken) { Parameters = { new() { Value = region }, new() { Value = above } } };
        return await RegionAsync(command, cancellationToken).ConfigureAwait(false);
    }

    public async Task<RegionState> AcknowledgeFenceAsync(
        string region, long fencingToken, DateTimeOffset? closedUntil, CancellationToken cancellationToken)
    {
        var command = new NpgsqlBatchCommand(WireSql.AcknowledgeFence);
        command.Parameters.Add(new() { Value = region });
        command.Parameters.Add(new() { Value = fencingToken });
        command.Parameters.Add(new() { Value = (object?)closedUntil ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await RegionAsync(command, cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<PlannedWire>> ConfirmedAsync(string batchId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(WireSql.SelectConfirmed);
        command.Parameters.Add(new() { Value = batchId });
        var wires = new List<PlannedWire>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            wires.Add(WireSql.ReadPlanned(reader));
        }

        return wires;
    }

    private async Task<RegionState> RegionAsync(NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = dataSource.CreateFencedBatch();
        batch.BatchCommands.Add(command);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return WireSql.ReadRegion(reader);
    }

    private static void RequireSame(PlannedBatch batch, List<StoredWire> stored)
    {
        var planned = batch.Wires.ToDictionary(wire => wire.WireId, StringComparer.Ordinal);
        if (stored.Count != planned.Count
            || stored.Exists(wire => !planned.TryGetValue(wire.Wire.WireId, out var plan) || plan != wire.Wire))
        {
            throw new InvalidOperationException($"{batch.BatchId} round {batch.Round} is stored with other wires than those to be executed");
        }
    }
}
