using System.Globalization;
using Npgsql;
using Settlement.Benchmarks.Chaos;
using Settlement.Benchmarks.Cli;
using Settlement.Benchmarks.Sagas;

namespace Settlement.Benchmarks.OperatorConsole;

/// <summary>
/// The console over a system with many payments, which are written by SQL: the time to a page's first contentful paint in Chromium, and the time
/// of the searches that the transactions page makes, over HTTP as it makes them.
/// </summary>
internal static class ConsoleBench
{
    private const double TargetPaintMilliseconds = 300;
    private const double TargetQueryMilliseconds = 200;

    /// <summary>Rows of twelve participants in five currencies over a year; one of a hundred was rejected.</summary>
    private const string RowsSql = """
        insert into transactions (id, version, state, created_at, updated_at, transaction_id, position, received_at, kind, source_participant, counterparty_id,
            source_account, destination_account, source_currency, destination_currency, amount_minor, window_id, destination_minor, rate, batch_id, reason_code,
            deferrals, ledger_entry, is_open)
        select gen_random_uuid(), 5, case when i % 100 = 7 then 'Rejected' else 'Settled' end, at, at, 'bench_' || lpad(i::text, 9, '0'), i, at, 'payment',
            'bank_' || i % 12, 'bank_' || (i + 1 + i % 11) % 12, 'acct_' || i % 5000, 'acct_' || (i * 7) % 5000, ccy, ccy, 100 + (i * 7919) % 100000000, 'rtgs',
            100 + (i * 7919) % 100000000, 1, 'batch_' || i / 50, case when i % 100 = 7 then 'limit_exceeded' end, 0, i, false
        from (select i, (array['EUR', 'USD', 'GBP', 'CHF', 'SEK'])[1 + i % 5] as ccy, timestamptz '2026-01-01' + i * (interval '320 days' / $1) as at
              from generate_series(1::bigint, $1) as i) as made
        """;

    private static readonly string[] Pages = ["/", "/failures", "/transactions", "/batches", "/windows", "/ledger", "/risk"];

    public static Bench Bench { get; } = new("console", "first paint of the console's pages, and its searches over a million payments", RunAsync);

    public static async Task<int> RunAsync(BenchContext context)
    {
        if (ChromiumPage.FindProgram() is not { } program)
        {
            context.Say("skipped: Chromium is not installed (./test installs it)");
            return 0;
        }

        var rows = context.Pick(full: 1_000_000, quick: 50_000);
        await using var postgres = await TemporaryPostgres.StartAsync(context.Clock, context.Stopped);
        await FillAsync(postgres.OwnerConnectionString, rows, context.Stopped);
        using var host = await HostProcess.StartAsync([], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Database__ConnectionString"] = postgres.OwnerConnectionString, ["Access__Mode"] = "demo",
        });
        var paints = await PaintsAsync(program, host.Address, context);
        var queries = await QueriesAsync(host.Address, rows, context);
        await host.StopAsync();

        var paint = paints.Max(page => page.Median);
        var query = queries.Max(search => search.P99);
        context.Table("First contentful paint, ms", ["page", "median"], paints.Select(page => (IReadOnlyList<string>)[page.Path, Text(page.Median)]));
        context.Table(
            string.Create(CultureInfo.InvariantCulture, $"Searches over {rows:N0} payments, ms"), ["search", "median", "p99"],
            queries.Select(search => (IReadOnlyList<string>)[search.Path, Text(search.Median), Text(search.P99)]));
        context.Say(paint <= TargetPaintMilliseconds && query <= TargetQueryMilliseconds
            ? "within the targets of 300 ms to the first paint and 200 ms for a search"
            : "beyond the targets of 300 ms to the first paint or 200 ms for a search");
        context.WriteJson(new Figures(Math.Round(paint, 1), Math.Round(query, 1), rows));
        return 0;
    }

    private static async Task FillAsync(string owner, int rows, CancellationToken stopped)
    {
        await using var source = NpgsqlDataSource.Create(owner);
        await using var insert = source.CreateCommand(RowsSql);
        insert.CommandTimeout = 0;
        insert.Parameters.Add(new NpgsqlParameter<int> { TypedValue = rows });
        await insert.ExecuteNonQueryAsync(stopped);

        // As autovacuum would have left them.
        await using var vacuum = source.CreateCommand("vacuum (analyze) transactions");
        vacuum.CommandTimeout = 0;
        await vacuum.ExecuteNonQueryAsync(stopped);
    }

    private static async Task<IReadOnlyList<(string Path, double Median)>> PaintsAsync(string program, Uri address, BenchContext context)
    {
        var results = new List<(string, double)>();
        await using var page = await ChromiumPage.OpenAsync(program, 1280, 900, context.Stopped);
        foreach (var path in Pages)
        {
            var paints = new List<double>();

            // The first one compiles the page and is not counted.
            for (var i = 0; i <= context.Pick(full: 20, quick: 5); i++)
            {
                await page.GoAsync(new Uri(address, path), context.Stopped);
                var paint = await page.EvaluateAsync("performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? -1", context.Stopped);
                if (i > 0)
                {
                    paints.Add(paint!.GetValue<double>());
                }
            }

            results.Add((path, Quantile(paints, 0.5)));
        }

        return results;
    }

    private static async Task<IReadOnlyList<(string Path, double Median, double P99)>> QueriesAsync(Uri address, int rows, BenchContext context)
    {
        string[] searches =
        [
            "status=settled", "status=rejected&participant=bank_3", "participant=bank_5&currency=CHF", "participant=nobody", "currency=JPY", "account=acct_77&participant=bank_5",
            string.Create(CultureInfo.InvariantCulture, $"q=bench_{rows / 2:000000000}"), "account=acct_77",
            string.Create(CultureInfo.InvariantCulture, $"currency=EUR&amount={(100 + (rows / 15 * 5L * 7919 % 100_000_000)) / 100m:0.00}"), "from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z",
            "participant=bank_3&from=2026-03-01T00:00:00Z&to=2026-03-08T00:00:00Z", "q=bench_0000012*", "q=no_such_id", "account=acct_77&status=settled", "reason=limit_exceeded&currency=EUR",
        ];
        using var client = new HttpClient { BaseAddress = address };
        var results = new List<(string, double, double)>();
        foreach (var search in searches)
        {
            var path = "/api/v1/transactions?limit=50&" + search;
            (await client.GetAsync(new Uri(path, UriKind.Relative), context.Stopped)).EnsureSuccessStatusCode();
            var times = new List<double>();
            for (var i = 0; i < context.Pick(full: 200, quick: 40); i++)
            {
                var since = context.Clock.GetTimestamp();
                await client.GetByteArrayAsync(new Uri(path, UriKind.Relative), context.Stopped);
                times.Add(context.Clock.GetElapsedTime(since).TotalMilliseconds);
            }

            results.Add((search, Quantile(times, 0.5), Quantile(times, 0.99)));
        }

        return results;
    }

    private static double Quantile(List<double> values, double share)
    {
        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(share * values.Count))];
    }

    private static string Text(double milliseconds) => milliseconds.ToString("0.0", CultureInfo.InvariantCulture);

    private sealed record Figures(double FirstPaintMs, double QueryMsP99, int Rows);
}
