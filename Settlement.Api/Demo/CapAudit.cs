using Npgsql;
using Settlement.Domain.Batches;

namespace Settlement.Api.Demo;

/// <summary>
/// Net debit caps over the day, counted once more from the journal: after every block what each capped bank has sent less what it has received on the batch's
/// settlement day is within the cap that stood then. Shares no statement with planning.
/// </summary>
internal static class CapAudit
{
    private const string WiresSql = """
        select e.block, e.at, b.window_id, p.made_at, substr(l.account, 12), l.currency, -l.amount_minor
        from ledger_entries e join ledger_postings l on l.position = e.position and l.account like 'settlement:%'
        join batches b on b.batch_id = e.reference join batch_plans r on r.batch_id = b.batch_id and r.round = 1 join plans p on p.plan_id = r.plan_id
        where e.kind = 'Wire' and exists (select from reference_changes c where c.kind = 'net_debit_cap' and c.key = substr(l.account, 12) || '/' || l.currency)
        order by e.position, l.line
        """;

    private const string CapsSql = """
        select key, changed_at, (after ->> 'limit_minor')::bigint from reference_changes where kind = 'net_debit_cap' order by change_id
        """;

    public static async Task<bool> HoldsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        var caps = await CapsAsync(database, cancellationToken);
        await using var command = database.CreateCommand(WiresSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var net = new Dictionary<(string Bank, string Currency, DateOnly Day), long>();
        var touched = new HashSet<(string Bank, string Currency, DateOnly Day)>();
        var (block, at) = (0L, DateTimeOffset.MinValue);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.GetInt64(0) != block)
            {
                if (!AreWithin())
                {
                    return false;
                }

                (block, at) = (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
            }

            var currency = reader.GetString(5);
            var side = (reader.GetString(4), currency, SettlementDate.Of(reader.GetString(2), currency, reader.GetFieldValue<DateTimeOffset>(3)));
            net[side] = checked(net.GetValueOrDefault(side) + reader.GetInt64(6));
            touched.Add(side);
        }

        return AreWithin();

        bool AreWithin()
        {
            var within = touched.All(side => net[side] <= CapAt(caps[$"{side.Bank}/{side.Currency}"], at));
            touched.Clear();
            return within;
        }
    }

    /// <summary>Before the first one there was none.</summary>
    private static long CapAt(List<(DateTimeOffset From, long Minor)> caps, DateTimeOffset at) =>
        caps.Where(cap => cap.From <= at).Select(cap => cap.Minor).LastOrDefault(long.MaxValue);

    private static async Task<Dictionary<string, List<(DateTimeOffset From, long Minor)>>> CapsAsync(NpgsqlDataSource database, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(CapsSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var caps = new Dictionary<string, List<(DateTimeOffset, long)>>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            var key = reader.GetString(0);
            caps.TryAdd(key, []);
            caps[key].Add((reader.GetFieldValue<DateTimeOffset>(1), reader.GetInt64(2)));
        }

        return caps;
    }
}
