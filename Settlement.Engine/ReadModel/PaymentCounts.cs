using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;

namespace Settlement.Engine.ReadModel;

/// <summary>
/// How many payments are in which state. What is open is counted by its own small index, for all windows at once and for all who ask; what is final
/// is millions of rows, and is known from the batches that settled it.
/// </summary>
public sealed class PaymentCounts(NpgsqlDataSource source, TimeProvider time) : IDisposable
{
    private const string OpenSql = "select window_id, state, count(*)::int from transactions where is_open group by window_id, state";

    /// <summary>
    /// $1: a window. A settled batch has settled all of its payments; of one that is at it they are counted one by one. Rejected and reversed ones have
    /// a reason, and an index of those that do.
    /// </summary>
    private const string FinalSql = $"""
        select '{TransactionState.Settled}', (
            (select coalesce(sum(transactions), 0) from batches where window_id = $1 and state = '{BatchState.Settled}')
            + (select count(*) from batches b join transactions t on t.batch_id = b.batch_id
               where b.window_id = $1 and b.is_open and t.state = '{TransactionState.Settled}'))::int
        union all
        select state, count(*)::int from transactions where reason_code is not null and not is_open and window_id = $1 group by state
        """;

    private static readonly IReadOnlyDictionary<string, int> None = new Dictionary<string, int>(StringComparer.Ordinal);

    private readonly SharedReading<Dictionary<string, IReadOnlyDictionary<string, int>>> open = new(
        async cancellationToken => (await ReadAsync(source.CreateCommand(OpenSql), static row => (row.GetString(0), row.GetString(1), row.GetInt32(2)), cancellationToken))
            .GroupBy(static row => row.Item1, StringComparer.Ordinal)
            .ToDictionary(static window => window.Key, static IReadOnlyDictionary<string, int> (window) => ByState(window.Select(static row => (row.Item2, row.Item3))), StringComparer.Ordinal),
        TimeSpan.Zero, time);

    /// <summary>By window (<c>rtgs</c> is one) and state; where many are open, as they were a little ago (<see cref="SharedReading{T}"/>).</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>>> OpenAsync(CancellationToken cancellationToken) => await open.NowAsync(cancellationToken);

    /// <summary>All of a window's payments by state, open and final.</summary>
    public async Task<IReadOnlyDictionary<string, int>> OfWindowAsync(string window, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, int>((await OpenAsync(cancellationToken)).GetValueOrDefault(window, None), StringComparer.Ordinal);
        var command = source.CreateCommand(FinalSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = window });
        foreach (var (state, count) in await ReadAsync(command, static row => (row.GetString(0), row.GetInt32(1)), cancellationToken))
        {
            if (count > 0)
            {
                counts[state] = count;
            }
        }

        return counts;
    }

    public void Dispose() => open.Dispose();

    private static Dictionary<string, int> ByState(IEnumerable<(string State, int Count)> rows) =>
        rows.ToDictionary(static row => row.State, static row => row.Count, StringComparer.Ordinal);

    private static async Task<List<T>> ReadAsync<T>(NpgsqlCommand sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var command = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }
}
