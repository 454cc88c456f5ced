using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Engine.Database;

namespace Settlement.Engine.ReadModel;

/// <summary>
/// How many sagas are in which state. What is open is counted by its own small index, and once for all who ask; what is final is millions of rows, and is
/// known from the batches that settled it.
/// </summary>
public sealed class WorkCounts([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource source, TimeProvider time) : IDisposable
{
    /// <summary>
    /// $1: a window. A settled batch has settled all of its payments; of one that executes they are counted one by one. A payment counts where it was settled:
    /// one that was put off and joined a batch of the window before it was told counts there.
    /// </summary>
    private const string WindowSql = $"""
        select state, count(*)::int from transactions where is_open and window_id = $1 group by state
        union all
        select '{TransactionState.Settled}', (
            (select coalesce(sum(transactions), 0) from batches where window_id = $1 and state = '{BatchState.Settled}')
            + (select count(*) from batches b join transactions t on t.batch_id = b.batch_id
               where b.window_id = $1 and b.state = '{BatchState.Executing}' and t.state = '{TransactionState.Settled}'))::int
        union all
        select state, count(*)::int from transactions where reason_code is not null and not is_open and window_id = $1 group by state
        """;

    private readonly RestingReading<OpenWork> open = new(cancellationToken => OpenWork.ReadAsync(source, time, cancellationToken), TimeSpan.Zero, time);

    /// <summary>Of windows that were looked at before they were reported, and not since.</summary>
    private readonly ConcurrentDictionary<string, RestingReading<IReadOnlyDictionary<string, int>>> windows = new(StringComparer.Ordinal);

    /// <summary>What is open; where that is much, as it was a little ago (<see cref="RestingReading{T}"/>).</summary>
    public Task<OpenWork> OpenAsync(CancellationToken cancellationToken) => open.NowAsync(cancellationToken);

    /// <summary>A window's payments by state, of one moment; while many of them are open, of one that is a little ago.</summary>
    public Task<IReadOnlyDictionary<string, int>> OfAsync(WindowRow window, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(window);
        if (window.IsOpen)
        {
            return windows.GetOrAdd(window.WindowId, id => new(left => ReadAsync(id, left), TimeSpan.Zero, time)).NowAsync(cancellationToken);
        }

        // Not disposed of: whoever saw the window open a moment ago may still be waiting for its counts.
        windows.TryRemove(window.WindowId, out _);
        return ReadAsync(window.WindowId, cancellationToken);
    }

    public void Dispose()
    {
        open.Dispose();
        foreach (var window in windows.Values)
        {
            window.Dispose();
        }
    }

    private async Task<IReadOnlyDictionary<string, int>> ReadAsync(string window, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(WindowSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = window });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt32(1) is > 0 and var count)
            {
                counts[reader.GetString(0)] = count;
            }
        }

        return counts;
    }
}
