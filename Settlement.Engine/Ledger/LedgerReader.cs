using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger;

/// <summary>Reads the books: balances now or as of any earlier moment, the journal and the blocks.</summary>
public sealed class LedgerReader(NpgsqlDataSource source)
{
    /// <summary>The last position of a moment, given as $1 (position) and $2 (time); both null: now.</summary>
    private const string LastPositionSql = """
        least(coalesce($1::bigint, 9223372036854775807),
              case when $2::timestamptz is null then 9223372036854775807
                   else coalesce((select max(last_position) from ledger_blocks where sealed_at <= $2), 0) end)
        """;

    private const string BalancesNowSql = "select account, currency, balance_minor from ledger_balances order by account collate \"C\", currency collate \"C\"";

    private const string BalancesThenSql = $"""
        select account, currency, sum(amount_minor)::bigint from ledger_postings where position <= {LastPositionSql}
        group by account, currency order by account collate "C", currency collate "C"
        """;

    private const string BlocksSql = """
        select block, first_position, last_position, previous_hash, hash, entries, sealed_at from ledger_blocks
        where $1::bigint is null or block < $1 order by block desc limit $2
        """;

    /// <summary>Balances of every account that has any posting at the moment, by account and currency. Now costs one row each; earlier moments are summed from the postings.</summary>
    public async Task<IReadOnlyList<AccountBalance>> BalancesAsync(LedgerMoment moment, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(moment == LedgerMoment.Now ? BalancesNowSql : BalancesThenSql);
        if (moment != LedgerMoment.Now)
        {
            AddMoment(command, moment);
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var balances = new List<AccountBalance>();
        while (await reader.ReadAsync(cancellationToken))
        {
            balances.Add(new AccountBalance(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return balances;
    }

    /// <summary>One page of the journal with its postings.</summary>
    public async Task<IReadOnlyList<PostedEntry>> JournalAsync(JournalQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var (after, order) = query.NewestFirst ? ("<", "desc") : (">", "asc");
        await using var command = source.CreateCommand($"""
            with page as (
                select e.position, e.key, e.kind, e.reference, e.block, e.at, e.hash from ledger_entries e
                where e.position <= {LastPositionSql} and ($3::bigint is null or e.position {after} $3)
                    and ($4::text is null or e.reference = $4)
                    and ($5::text is null or exists (select from ledger_postings p where p.account = $5 and p.position = e.position))
                order by e.position {order} limit $6)
            select e.*, r.reason, p.account, p.currency, p.amount_minor
            from page e join ledger_postings p on p.position = e.position left join ledger_funding_reasons r on r.key = e.key
            order by e.position {order}, p.line
            """);
        AddMoment(command, query.UpTo);
        command.Parameters.Add(Nullable(NpgsqlDbType.Bigint, query.After));
        command.Parameters.Add(Nullable(NpgsqlDbType.Text, query.Reference));
        command.Parameters.Add(Nullable(NpgsqlDbType.Text, query.Account));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = query.Limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var entries = new List<PostedEntry>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var position = reader.GetInt64(0);
            if (entries.Count == 0 || entries[^1].Position != position)
            {
                entries.Add(new PostedEntry(
                    position, reader.GetString(1), Enum.Parse<EntryKind>(reader.GetString(2)), reader.GetString(3), reader.GetInt64(4),
                    reader.GetFieldValue<DateTimeOffset>(5), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(6)), new List<Posting>(4),
                    reader.IsDBNull(7) ? null : reader.GetString(7)));
            }

            ((List<Posting>)entries[^1].Postings).Add(new Posting(reader.GetString(8), reader.GetString(9), reader.GetInt64(10)));
        }

        return entries;
    }

    /// <summary>Blocks before <paramref name="before"/>, or the last ones, newest first.</summary>
    public async Task<IReadOnlyList<LedgerBlock>> BlocksAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(BlocksSql);
        command.Parameters.Add(Nullable(NpgsqlDbType.Bigint, before));
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var blocks = new List<LedgerBlock>();
        while (await reader.ReadAsync(cancellationToken))
        {
            blocks.Add(new LedgerBlock(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(3)),
                Convert.ToHexStringLower(reader.GetFieldValue<byte[]>(4)), reader.GetInt32(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return blocks;
    }

    private static void AddMoment(NpgsqlCommand command, LedgerMoment moment)
    {
        command.Parameters.Add(Nullable(NpgsqlDbType.Bigint, moment.Position));
        command.Parameters.Add(Nullable(NpgsqlDbType.TimestampTz, moment.Time?.ToUniversalTime()));
    }

    private static NpgsqlParameter Nullable(NpgsqlDbType type, object? value) => new() { NpgsqlDbType = type, Value = value ?? DBNull.Value };
}
