using System.Globalization;
using Npgsql;

namespace Settlement.Engine.ReadModel;

/// <summary>What is not final, of one snapshot of the database.</summary>
/// <param name="At">When it was read.</param>
/// <param name="IntakePosition">The last position of the intake log.</param>
/// <param name="EnginePosition">Up to where the engine has handled it.</param>
/// <param name="Payments">Open payments by window (<c>rtgs</c> is one) and state.</param>
/// <param name="Batches">Open batches by state.</param>
/// <param name="Windows">Windows that are not reported yet, by state.</param>
public sealed record OpenWork(
    DateTimeOffset At, long IntakePosition, long EnginePosition, IReadOnlyDictionary<string, IReadOnlyDictionary<string, int>> Payments,
    IReadOnlyDictionary<string, int> Batches, IReadOnlyDictionary<string, int> Windows)
{
    /// <summary>
    /// Counts open sagas only, by their small partial indexes: final ones are many. Where a topic is the log, an engine has read whatever stands in the table: it is the one that
    /// fills it.
    /// </summary>
    private const string Sql = """
        select
            (select coalesce(max(position), 0) from intake_log),
            (select coalesce(max(position), 0) from (
                select position from engine_progress where consumer = 'engine' union all select max(position) from intake_log where exists (select from intake_stream)) as read_up_to),
            array(select window_id || ' ' || state || ' ' || count(*) from transactions where is_open group by window_id, state order by window_id, state),
            array(select state || ' ' || count(*) from batches where is_open group by state order by state),
            array(select state || ' ' || count(*) from windows where is_open group by state order by state)
        """;

    internal static async Task<OpenWork> ReadAsync(NpgsqlDataSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        await using var command = source.CreateCommand(Sql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var payments = reader.GetFieldValue<string[]>(2).Select(static text => text.Split(' ', 2)).GroupBy(static parts => parts[0], static parts => parts[1], StringComparer.Ordinal)
            .ToDictionary(static window => window.Key, static IReadOnlyDictionary<string, int> (window) => Counts(window), StringComparer.Ordinal);
        return new OpenWork(
            at, reader.GetInt64(0), reader.GetInt64(1), payments, Counts(reader.GetFieldValue<string[]>(3)), Counts(reader.GetFieldValue<string[]>(4)));
    }

    private static Dictionary<string, int> Counts(IEnumerable<string> texts) => texts.Select(static text => text.Split(' '))
        .ToDictionary(static parts => parts[0], static parts => int.Parse(parts[1], CultureInfo.InvariantCulture), StringComparer.Ordinal);
}
