using System.Globalization;
using System.Net;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>
/// Searches over more payments than one walk passes, at positions as Kafka gives them: 1,024 apart, in two partitions of which the one with every 1,000th is ten minutes ahead.
/// Payment i is received i seconds after the year's first day began; every 2nd is in EUR, every 100th from a seldom payer, one in all from an old one.
/// </summary>
public sealed class TransactionSearchTests(PostgresServer server)
{
    private const int Rows = 50_000;

    private const string RowsSql = """
        insert into transactions (id, version, state, created_at, updated_at, transaction_id, position, received_at, kind, source_participant, counterparty_id,
            source_account, destination_account, source_currency, destination_currency, amount_minor, window_id, deferrals, is_open)
        select gen_random_uuid(), 5, 'Settled', at, at, 't' || i, i * 1024 + case when i % 1000 = 1 then 600 * 1024 + 1 else 0 end, at, 'payment',
            case when i = 40 then 'old' when i % 100 = 0 then 'seldom' else 'often' end, 'payee', 'from', 'to', ccy, ccy, 100, 'rtgs', 0, false
        from (select i, case when i % 2 = 0 then 'EUR' else 'USD' end as ccy, timestamptz '2026-01-01' + i * interval '1 second' as at
              from generate_series(1::bigint, 50000) as i) as made
        """;

    [Fact]
    public async Task Pages_hold_what_matches_newest_first_however_far_apart_positions_are()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartApiAsync();
        await day.ExecuteAsync(RowsSql);

        Assert.Equal(Enumerable.Range(0, 500).Select(k => Rows - (2 * k)), await PagesAsync(host, "currency=EUR&limit=250", pages: 2));
        Assert.Equal(Enumerable.Range(0, 500).Select(k => Rows - (100 * k)), await PagesAsync(host, "participant=seldom&limit=300"));
        Assert.Equal([40], await PagesAsync(host, "participant=old"));
        Assert.Equal([], await PagesAsync(host, "participant=nobody"));

        // A past time without any other filter, and with one. Payment 7,001 is above all that came after it, though it is not in the last minute.
        const string Past = "from=2026-01-01T00:00:00Z&to=2026-01-01T02:00:00Z";
        Assert.Equal(
            Enumerable.Range(1, 7_199).OrderByDescending(i => (i * 1024) + (i % 1_000 == 1 ? (600 * 1_024) + 1 : 0)), await PagesAsync(host, Past + "&limit=500"));
        Assert.Equal(Enumerable.Range(1, 71).Select(k => 7_200 - (100 * k)), await PagesAsync(host, Past + "&participant=seldom&limit=30"));
        Assert.Equal([], await PagesAsync(host, "from=2025-12-01T00:00:00Z&to=2025-12-31T00:00:00Z"));
    }

    /// <summary>The numbers of the payments of a list, of all its pages or of the first ones.</summary>
    private static async Task<List<int>> PagesAsync(RunningHost host, string query, int pages = int.MaxValue)
    {
        var found = new List<int>();
        string? cursor = null;
        do
        {
            var page = (await host.GetAsync("/api/v1/transactions?" + query + (cursor is null ? "" : "&cursor=" + Uri.EscapeDataString(cursor)))).With(HttpStatusCode.OK);
            found.AddRange(page["items"]!.AsArray().Select(item => int.Parse(((string)item!["transaction_id"]!)[1..], CultureInfo.InvariantCulture)));
            cursor = (string?)page["next_cursor"];
        }
        while (cursor is not null && --pages > 0);

        return found;
    }
}
