using Npgsql;
using NpgsqlTypes;

namespace Settlement.Benchmarks.Chaos;

/// <summary>Where the time of a slow recovery went, from what the database has on record.</summary>
internal static class Timeline
{
    private const string Sql = """
        select concat_ws('; ',
            (select 'in the log ' || round(extract(epoch from received_at - $2)::numeric, 1) from intake_log where transaction_id = $1),
            (select string_agg(event || ' ' || seconds, ', ' order by seconds) from (
                select event, round(extract(epoch from at - $2)::numeric, 1) as seconds from saga_events where key = $1
                union all
                select 'its ' || e.event, round(extract(epoch from e.at - $2)::numeric, 1) from saga_events e join transactions t on t.batch_id = e.key where t.transaction_id = $1) s),
            (select 'leases taken ' || string_agg(lease || ' ' || round(extract(epoch from began_at - $2)::numeric, 1), ', ' order by began_at) from lease_terms where began_at > $2))
        """;

    /// <summary>Seconds after a moment at which a payment came on, and leases changed hands.</summary>
    public static async Task<string> DescribeAsync(NpgsqlDataSource source, string transactionId, DateTimeOffset from)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new() { Value = transactionId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = from, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return $"{transactionId}, seconds after the fault: {await command.ExecuteScalarAsync()}";
    }
}
