using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Batches;
using Settlement.Engine.Database;

namespace Settlement.Engine.Execution.Simulation;

/// <summary>
/// The network behind the simulated regions, with its own durable books in schema <c>rail_sim</c>: wires done, fences, copies under way.
/// It commits by itself, as another company would.
/// </summary>
public sealed class SimulatedNetwork([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource dataSource, TimeProvider time)
{
    /// <summary>
    /// Does wires that come through a region with a token, each at most once ever. The fence is read under a share lock: once a new fence has been
    /// acknowledged, nothing with an older token is on its way to a commit.
    /// </summary>
    public async Task<IReadOnlyList<WireReply>> DeliverAsync(
        string region, long fencingToken, IReadOnlyList<PlannedWire> wires, CancellationToken cancellationToken)
    {
        if (wires.Count == 0)
        {
            return [];
        }

        var fresh = new HashSet<string>(StringComparer.Ordinal);
        var standing = new Dictionary<string, PlannedWire>(StringComparer.Ordinal);
        await using (var batch = dataSource.CreateBatch())
        {
            batch.BatchCommands.Add(NetworkSql.EnsureFence(region));
            batch.BatchCommands.Add(NetworkSql.Deliver(region, fencingToken, wires, time.GetUtcNow()));
            batch.BatchCommands.Add(NetworkSql.Find(wires.Select(wire => wire.WireId)));
            await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                fresh.Add(reader.GetString(0));
            }

            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                standing[reader.GetString(0)] = NetworkSql.ReadDone(reader);
            }
        }

        var repeated = wires.Count(wire => standing.ContainsKey(wire.WireId) && !fresh.Contains(wire.WireId));
        if (repeated > 0)
        {
            await CountAsync("duplicates_refused", repeated, cancellationToken).ConfigureAwait(false);
        }

        return [.. wires.Select(wire => standing.TryGetValue(wire.WireId, out var done) ? ReplyTo(wire, done) : WireReply.Fenced)];
    }

    /// <summary>What is done of these wires; the others are not found.</summary>
    public async Task<IReadOnlyList<WireReply>> InquireAsync(IReadOnlyList<PlannedWire> wires, CancellationToken cancellationToken)
    {
        if (wires.Count == 0)
        {
            return [];
        }

        var standing = new Dictionary<string, PlannedWire>(StringComparer.Ordinal);
        await using var batch = dataSource.CreateBatch();
        batch.BatchCommands.Add(NetworkSql.Find(wires.Select(wire => wire.WireId)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            standing[reader.GetString(0)] = NetworkSql.ReadDone(reader);
        }

        return [.. wires.Select(wire => standing.TryGetValue(wire.WireId, out var done) ? ReplyTo(wire, done) : WireReply.NotFound)];
    }

    /// <summary>Keeps copies that a region has taken; they are done by <see cref="DeliverHeldAsync"/>.</summary>
    public async Task HoldAsync(string region, long fencingToken, IReadOnlyList<WireInstruction> wires, CancellationToken cancellationToken)
    {
        await using var command = NetworkSql.Hold(dataSource, region, fencingToken, wires, time.GetUtcNow());
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Delivers what is held since a moment or longer, except what a fence refuses; returns how many wires that did.</summary>
    public async Task<int> DeliverHeldAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(NetworkSql.DeliverHeld);
        command.Parameters.Add(new() { Value = since, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Never lowers a fence.</summary>
    public async Task FenceAsync(string region, long fencingToken, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(NetworkSql.Fence);
        command.Parameters.Add(new() { Value = region });
        command.Parameters.Add(new() { Value = fencingToken });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task CountAsync(string counter, long more, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(NetworkSql.Count);
        command.Parameters.Add(new() { Value = counter });
        command.Parameters.Add(new() { Value = more });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static WireReply ReplyTo(PlannedWire wire, PlannedWire done) =>
        wire with { Phase = done.Phase, TransactionId = null } == done
            ? WireReply.Confirmed
            : new WireReply(WireStatus.Refused, "wire_id_reused", $"{wire.WireId} was done with another amount or other sides", IsFinal: true);
}
