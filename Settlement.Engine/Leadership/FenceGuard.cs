using Npgsql;
using NpgsqlTypes;

namespace Settlement.Engine.Leadership;

/// <summary>
/// Puts the check of the fence into a writer's own transaction. A write whose token is not the highest any more is refused as a whole
/// (<see cref="IsRefusal"/>); without a fence nothing is checked.
/// </summary>
public static class FenceGuard
{
    private const string RefusedState = "P0F01";
    private const string IdleState = "25P03";
    private const string HoldSql = "call hold_fences($1, $2)";
    private const string StaleSql = "select stale_fences($1, $2)";

    /// <summary>A batch, one transaction and one round trip, that begins with the check of the present fence.</summary>
    public static NpgsqlBatch CreateFencedBatch(this NpgsqlDataSource source)
    {
        var batch = source.CreateBatch();
        batch.HoldFence();
        return batch;
    }

    /// <summary>Adds the check of the present fence. It returns no rows and counts none, so results that follow keep their order.</summary>
    public static void HoldFence(this NpgsqlBatch batch) => batch.HoldFences(FenceScope.Current is { } fence ? [fence] : []);

    /// <summary>As <see cref="HoldFence(NpgsqlBatch)"/>, for a transaction that several terms share.</summary>
    public static void HoldFences(this NpgsqlBatch batch, IReadOnlyCollection<Fence> fences)
    {
        if (fences.Count > 0)
        {
            var check = new NpgsqlBatchCommand(HoldSql);
            AddTo(check.Parameters, fences);
            batch.BatchCommands.Add(check);
        }
    }

    /// <summary>Checks the present fence at the start of a transaction.</summary>
    public static async Task HoldFenceAsync(this NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        if (FenceScope.Current is { } fence)
        {
            await using var check = new NpgsqlCommand(HoldSql, transaction.Connection, transaction);
            AddTo(check.Parameters, [fence]);
            await check.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Which of these terms are over; the others stay held to the end of the transaction.</summary>
    public static async Task<IReadOnlySet<Fence>> FindStaleAsync(
        NpgsqlTransaction transaction, IReadOnlyList<Fence> fences, CancellationToken cancellationToken)
    {
        if (fences.Count == 0)
        {
            return new HashSet<Fence>();
        }

        await using var check = new NpgsqlCommand(StaleSql, transaction.Connection, transaction);
        AddTo(check.Parameters, fences);
        return ((int[])(await check.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!).Select(place => fences[place - 1]).ToHashSet();
    }

    /// <summary>
    /// Whether a write was refused because its engine was deposed, or its session ended because the engine froze inside a transaction. Either
    /// is an outage of this engine, not a fault of what it wrote: its successor does the same work.
    /// </summary>
    public static bool IsRefusal(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException { SqlState: RefusedState or IdleState } or DeposedException)
            {
                return true;
            }
        }

        return false;
    }

    private static void AddTo(NpgsqlParameterCollection parameters, IReadOnlyCollection<Fence> fences)
    {
        parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. fences.Select(fence => fence.Lease)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. fences.Select(fence => fence.Token)], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint });
    }
}
