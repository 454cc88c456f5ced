using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Engine.Failures;

/// <summary>Counts by cause what failed, in the database: neither payloads nor single failures are read.</summary>
public sealed class FailureCounts(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Rows of causes and of their currencies: more than a person reads, and a bound where every letter has a cause of its own.</summary>
    private const int MaxRows = 5_000;

    public Task<IReadOnlyList<FailureCount>> LettersAsync(bool isAside, CancellationToken cancellationToken) =>
        CountAsync(DeadLetterStore.Sql, DeadLetterStore.Which(new LetterFilter(IsAside: isAside)), cancellationToken);

    public Task<IReadOnlyList<FailureCount>> WiresAsync(CancellationToken cancellationToken) =>
        CountAsync(OpenWireStore.Sql, OpenWireStore.Waiting(time), cancellationToken);

    /// <summary>A row per cause, and after it one per currency of it.</summary>
    private async Task<IReadOnlyList<FailureCount>> CountAsync(string sql, NpgsqlParameter[] parameters, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            select cause, case when grouping(currency) = 0 then currency end, count(*)::int, sum(amount), min(at), max(at),
                   (array_agg(id order by at, id collate "C") filter (where rank <= {FailureCount.MaxIds}))
            from (select cause, currency, amount, at, id, row_number() over (partition by cause order by at, id collate "C") as rank from ({sql}) f) ranked
            group by grouping sets ((cause), (cause, currency))
            having grouping(currency) = 1 or (currency is not null and count(amount) > 0)
            order by cause collate "C", grouping(currency) desc, currency
            limit {MaxRows}
            """);
        command.Parameters.AddRange(parameters);
        var counts = new List<FailureCount>();
        var values = new List<(string, decimal)>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.NullableText(1) is { } currency)
            {
                values.Add((currency, reader.GetDecimal(3)));
                continue;
            }

            values = [];
            counts.Add(new FailureCount(
                reader.GetString(0), reader.GetInt32(2), values, reader.GetFieldValue<DateTimeOffset>(4), reader.GetFieldValue<DateTimeOffset>(5), reader.GetFieldValue<string[]>(6)));
        }

        return counts;
    }
}
