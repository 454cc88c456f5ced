using System.Data;
using Npgsql;
using Settlement.Domain.Calendars;
using Settlement.Domain.Ledger;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Liquidity;

/// <summary>Reads balances through a day from the journal: entries of that day alone, found by their blocks' times.</summary>
public sealed class IntradayLiquidity(NpgsqlDataSource source)
{
    /// <summary>$1 day, $2 zone; the day's first and last entry. Of a day without entries: the first one after it, and nothing.</summary>
    internal const string SpanSql = """
        select coalesce(min(first_position), (select coalesce(min(l.first_position), h.position + 1) from ledger_blocks l
                   where l.sealed_at >= ($1::date + 1)::timestamp at time zone $2)) as first,
               coalesce(max(last_position), 0) as last
        from ledger_head h left join ledger_blocks b
            on b.sealed_at >= $1::date::timestamp at time zone $2 and b.sealed_at < ($1::date + 1)::timestamp at time zone $2
        group by h.position
        """;

    /// <summary>$1 currency, $2 account or null for all settlement accounts, $3 first entry of the day: what was there before it.</summary>
    internal const string OpeningSql = """
        select coalesce((select sum(balance_minor) from ledger_balances
                         where currency = $1 and (account = $2 or ($2::text is null and account like 'settlement:%'))), 0)::bigint
             - coalesce((select sum(amount_minor) from ledger_postings
                         where position >= $3 and currency = $1 and (account = $2 or ($2::text is null and account like 'settlement:%'))), 0)::bigint
        """;

    /// <summary>Besides: $4 the day's last entry, $5 zone, $6 opening balance.</summary>
    private const string HoursSql = """
        with moves as (
            select e.at, extract(hour from e.at at time zone $5)::int as hour, p.position, p.line, p.amount_minor, e.kind,
                   $6 + sum(p.amount_minor) over (order by p.position, p.line) as balance
            from ledger_postings p join ledger_entries e on e.position = p.position
            where p.position between $3 and $4 and p.currency = $1 and (p.account = $2 or ($2::text is null and p.account like 'settlement:%')))
        select hour, coalesce(sum(amount_minor) filter (where kind = 'Wire' and amount_minor > 0), 0)::bigint,
               coalesce(-sum(amount_minor) filter (where kind = 'Wire' and amount_minor < 0), 0)::bigint,
               coalesce(sum(amount_minor) filter (where kind <> 'Wire'), 0)::bigint,
               (array_agg(balance order by position desc, line desc))[1]::bigint, min(balance)::bigint, (array_agg(at order by balance, position))[1]
        from moves group by hour order by hour
        """;

    public async Task<IntradayDay> ReadAsync(string currency, string? participant, DateOnly day, CancellationToken cancellationToken)
    {
        var zone = CutOff.Of(currency).Zone;
        var account = participant is null ? null : LedgerAccounts.Settlement(participant);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var (first, last) = await SpanAsync(transaction, day, zone, cancellationToken);
        var opening = await OpeningAsync(transaction, currency, account, first, cancellationToken);
        await using var command = new NpgsqlCommand(HoursSql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(Text(account));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = zone });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = opening });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var hours = new List<IntradayHour>();
        while (await reader.ReadAsync(cancellationToken))
        {
            hours.Add(new IntradayHour(
                reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5),
                reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return new IntradayDay(participant, currency, day, opening, hours);
    }

    internal static async Task<(long First, long Last)> SpanAsync(
        NpgsqlTransaction transaction, DateOnly day, string zone, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(SpanSql, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = day });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = zone });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<long> OpeningAsync(
        NpgsqlTransaction transaction, string currency, string? account, long first, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(OpeningSql, transaction.Connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(Text(account));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first });
        return (long)(await command.ExecuteScalarAsync(cancellationToken) ?? 0L);
    }
}
