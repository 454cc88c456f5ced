using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger;

/// <summary>The statements of one commit: two round trips, set by set, however many entries.</summary>
internal static class BlockStore
{
    // Read after the head is locked, so that nobody can add a key or change a balance until the commit.
    private const string LockHeadSql = "select block, position, hash, sealed_at from ledger_head for update";

    private const string StandingSql = """
        select e.key, e.position, e.kind, e.reference, p.account, p.currency, p.amount_minor
        from unnest($1::text[]) as k(key) join ledger_entries e on e.key = k.key join ledger_postings p on p.position = e.position
        order by e.position, p.line
        """;

    private const string BalancesSql = """
        select b.account, b.currency, b.balance_minor
        from unnest($1::text[], $2::text[]) as a(account, currency) join ledger_balances b on b.account = a.account and b.currency = a.currency
        """;

    private const string InsertEntriesSql = """
        insert into ledger_entries (position, key, kind, reference, block, at, postings, hash)
        select position, key, kind, reference, $1, $2, postings, hash
        from unnest($3::bigint[], $4::text[], $5::text[], $6::text[], $7::int[], $8::bytea[]) as e(position, key, kind, reference, postings, hash)
        """;

    private const string InsertPostingsSql = """
        insert into ledger_postings (position, line, account, currency, amount_minor)
        select * from unnest($1::bigint[], $2::int[], $3::text[], $4::text[], $5::bigint[])
        """;

    private const string MoveBalancesSql = """
        insert into ledger_balances as b (account, currency, balance_minor, position)
        select * from unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[])
        on conflict (account, currency) do update set balance_minor = b.balance_minor + excluded.balance_minor, position = excluded.position
        """;

    private const string InsertBlockSql = """
        insert into ledger_blocks (block, first_position, last_position, previous_hash, hash, entries, sealed_at) values ($1, $2, $3, $4, $5, $6, $7)
        """;

    private const string MoveHeadSql = "update ledger_head set block = $1, position = $2, hash = $3, sealed_at = $4";

    /// <summary>Locks the head and reads what the posts need to be judged.</summary>
    public static async Task<BlockDraft> OpenAsync(NpgsqlTransaction transaction, IReadOnlyList<JournalEntry> entries, bool allowOverdraft)
    {
        var accounts = entries.SelectMany(entry => entry.Postings).Select(posting => (posting.Account, posting.Currency)).Distinct().ToList();
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands =
            {
                new(LockHeadSql),
                new(StandingSql) { Parameters = { Texts(entries.Select(entry => entry.Key).Distinct(StringComparer.Ordinal)) } },
                new(BalancesSql) { Parameters = { Texts(accounts.Select(a => a.Account)), Texts(accounts.Select(a => a.Currency)) } },
            },
        };
        await using var reader = await batch.ExecuteReaderAsync();
        if (!await reader.ReadAsync())
        {
            throw new InvalidOperationException("the table ledger_head has lost its row; verify-ledger says more");
        }

        var head = new LedgerHead(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<DateTimeOffset>(3));
        await reader.NextResultAsync();
        var standing = await ReadStandingAsync(reader);
        await reader.NextResultAsync();
        var balances = new Dictionary<(string, string), long>(accounts.Count);
        while (await reader.ReadAsync())
        {
            balances[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        }

        return new BlockDraft(head, standing, balances, allowOverdraft);
    }

    /// <summary>Seals the draft as the next block and returns the new head. The caller commits.</summary>
    public static async Task<LedgerHead> SealAsync(NpgsqlTransaction transaction, BlockDraft draft, DateTimeOffset at)
    {
        var first = draft.Head.Position + 1;
        var last = draft.Head.Position + draft.Entries.Count;
        var block = draft.Head.Block + 1;
        var text = new BlockText(draft.Head.Hash, block, first, last, at);
        var hashes = new byte[draft.Entries.Count][];
        for (var i = 0; i < hashes.Length; i++)
        {
            var entry = draft.Entries[i];
            hashes[i] = text.Add(first + i, entry.Key, entry.Kind.ToString(), entry.Reference, entry.Postings);
        }

        var head = new LedgerHead(block, last, text.Hash(), at);
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction)
        {
            BatchCommands = { Entries(draft, first, head, hashes), Postings(draft, first), Balances(draft), Block(draft, head), Head(head) },
        };
        await batch.ExecuteNonQueryAsync();
        return head;
    }

    private static async Task<Dictionary<string, StandingEntry>> ReadStandingAsync(NpgsqlDataReader reader)
    {
        var standing = new Dictionary<string, StandingEntry>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            var key = reader.GetString(0);
            if (!standing.TryGetValue(key, out var entry))
            {
                standing[key] = entry = new StandingEntry(reader.GetInt64(1), reader.GetString(2), reader.GetString(3), new List<Posting>(4));
            }

            ((List<Posting>)entry.Postings).Add(new Posting(reader.GetString(4), reader.GetString(5), reader.GetInt64(6)));
        }

        return standing;
    }

    private static NpgsqlBatchCommand Entries(BlockDraft draft, long first, LedgerHead head, byte[][] hashes) => new(InsertEntriesSql)
    {
        Parameters =
        {
            Number(head.Block),
            At(head.SealedAt),
            new NpgsqlParameter<long[]> { TypedValue = [.. hashes.Select((_, i) => first + i)] },
            Texts(draft.Entries.Select(entry => entry.Key)),
            Texts(draft.Entries.Select(entry => entry.Kind.ToString())),
            Texts(draft.Entries.Select(entry => entry.Reference)),
            new NpgsqlParameter<int[]> { TypedValue = [.. draft.Entries.Select(entry => entry.Postings.Count)] },
            new NpgsqlParameter<byte[][]> { TypedValue = hashes, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea },
        },
    };

    private static NpgsqlBatchCommand Postings(BlockDraft draft, long first)
    {
        var count = draft.Entries.Sum(entry => entry.Postings.Count);
        var (positions, lines, accounts, currencies, amounts) = (new long[count], new int[count], new string[count], new string[count], new long[count]);
        var row = 0;
        for (var i = 0; i < draft.Entries.Count; i++)
        {
            var postings = draft.Entries[i].Postings;
            for (var line = 0; line < postings.Count; line++, row++)
            {
                positions[row] = first + i;
                lines[row] = line + 1;
                (accounts[row], currencies[row], amounts[row]) = (postings[line].Account, postings[line].Currency, postings[line].AmountMinor);
            }
        }

        return new NpgsqlBatchCommand(InsertPostingsSql)
        {
            Parameters =
            {
                new NpgsqlParameter<long[]> { TypedValue = positions },
                new NpgsqlParameter<int[]> { TypedValue = lines },
                new NpgsqlParameter<string[]> { TypedValue = accounts },
                new NpgsqlParameter<string[]> { TypedValue = currencies },
                new NpgsqlParameter<long[]> { TypedValue = amounts },
            },
        };
    }

    private static NpgsqlBatchCommand Balances(BlockDraft draft) => new(MoveBalancesSql)
    {
        Parameters =
        {
            Texts(draft.Changes.Keys.Select(account => account.Account)),
            Texts(draft.Changes.Keys.Select(account => account.Currency)),
            new NpgsqlParameter<long[]> { TypedValue = [.. draft.Changes.Values.Select(change => change.DeltaMinor)] },
            new NpgsqlParameter<long[]> { TypedValue = [.. draft.Changes.Values.Select(change => change.Position)] },
        },
    };

    private static NpgsqlBatchCommand Block(BlockDraft draft, LedgerHead head) => new(InsertBlockSql)
    {
        Parameters =
        {
            Number(head.Block), Number(draft.Head.Position + 1), Number(head.Position), Bytes(draft.Head.Hash), Bytes(head.Hash),
            new NpgsqlParameter<int> { TypedValue = draft.Entries.Count }, At(head.SealedAt),
        },
    };

    private static NpgsqlBatchCommand Head(LedgerHead head) => new(MoveHeadSql)
    {
        Parameters = { Number(head.Block), Number(head.Position), Bytes(head.Hash), At(head.SealedAt) },
    };

    private static NpgsqlParameter<string[]> Texts(IEnumerable<string> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<long> Number(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<byte[]> Bytes(byte[] value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTimeOffset> At(DateTimeOffset at) => new() { TypedValue = at };
}
