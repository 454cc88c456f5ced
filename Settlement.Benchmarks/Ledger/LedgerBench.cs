using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Benchmarks.Cli;
using Settlement.Benchmarks.Sagas;
using Settlement.Engine.Ledger;
using Settlement.Engine.Metrics;

namespace Settlement.Benchmarks.Ledger;

/// <summary>
/// Postings per second of the ledger as the system runs it (whole batches from several posters, hash chain, balances and overdraft guard in the
/// same commit), against one INSERT and one commit per posting into a plain table, on one PostgreSQL, turn by turn, medians. Then the postings
/// per second at which the verifier recomputes all of it.
/// </summary>
public static class LedgerBench
{
    private const int Posters = 4;
    private const int PaymentsPerBatch = 1_000;
    private const int BaselineConnections = 32;

    public static Bench Bench { get; } = new(
        "ledger", "postings per second with the hash chain, against one commit a posting; and verified per second", RunAsync);

    public static async Task<int> RunAsync(BenchContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var rounds = context.Pick(full: 5, quick: 2);
        var batches = context.Pick(full: 120, quick: 24);
        var baselinePostings = context.Pick(full: 20_000, quick: 4_000);
        await using var postgres = await TemporaryPostgres.StartAsync(context.Clock, context.Stopped);
        using var metrics = new SettlementMetrics("bench-ledger");
        using var ledger = new PostgresLedger(
            postgres.DataSource, new LedgerReader(postgres.DataSource), Options.Create(new LedgerOptions()), metrics, context.Clock);
        await ledger.PostAsync(BatchPosts.Funding(), context.Stopped);
        await CreateBaselineAsync(postgres.OwnerConnectionString, context.Stopped);
        await PostAsync(ledger, "warm", batches / 4, context);

        var results = new List<(double Ledger, double Baseline)>();
        for (var round = 0; round < rounds; round++)
        {
            var name = round.ToString(CultureInfo.InvariantCulture);
            results.Add((await PostAsync(ledger, name, batches, context), await InsertAsync(postgres.DataSource, baselinePostings, context)));
        }

        var started = context.Clock.GetTimestamp();
        var verdict = await new LedgerVerifier(postgres.DataSource).VerifyAsync(null, context.Stopped);
        var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;
        var verified = await CountAsync(postgres.DataSource, context.Stopped) / seconds;
        context.Say(verdict.ToString());
        return Report(context, results, verified, verdict.IsOk);
    }

    private static async Task<double> PostAsync(PostgresLedger ledger, string round, int batches, BenchContext context)
    {
        var posts = Enumerable.Range(0, batches)
            .Select(i => BatchPosts.Batch(string.Create(CultureInfo.InvariantCulture, $"batch_{round}_{i}"), PaymentsPerBatch)).ToList();
        var started = context.Clock.GetTimestamp();
        await Parallel.ForEachAsync(
            posts, new ParallelOptions { MaxDegreeOfParallelism = Posters, CancellationToken = context.Stopped },
            async (post, stopped) => await ledger.PostAsync(post, stopped));
        return batches * BatchPosts.PostingsPerBatch(PaymentsPerBatch) / context.Clock.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task CreateBaselineAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        await using var owner = NpgsqlDataSource.Create(ownerConnectionString);
        await using var command = owner.CreateCommand("""
            create table bench_postings (
                position bigint generated always as identity primary key, account text not null, currency text not null, amount_minor bigint not null);
            grant insert on bench_postings to public
            """);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<double> InsertAsync(NpgsqlDataSource source, int postings, BenchContext context)
    {
        var started = context.Clock.GetTimestamp();
        await Parallel.ForEachAsync(
            Enumerable.Range(0, postings), new ParallelOptions { MaxDegreeOfParallelism = BaselineConnections, CancellationToken = context.Stopped },
            async (number, stopped) =>
            {
                await using var command = source.CreateCommand(
                    "insert into bench_postings (account, currency, amount_minor) values ($1, $2, $3)");
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "position:bank_01" });
                command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = "EUR" });
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = number });
                await command.ExecuteNonQueryAsync(stopped);
            });
        return postings / context.Clock.GetElapsedTime(started).TotalSeconds;
    }

    private static async Task<long> CountAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select sum(postings)::bigint from ledger_entries");
        return (long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    private static int Report(BenchContext context, List<(double Ledger, double Baseline)> results, double verified, bool isOk)
    {
        var (ledger, baseline) = (Median(results.Select(result => result.Ledger)), Median(results.Select(result => result.Baseline)));
        context.Table(
            "Ledger postings per second",
            ["round", $"ledger ({Posters} posters, batches of {PaymentsPerBatch})", $"one commit a posting ({BaselineConnections} connections)", "ratio"],
            [
                .. results.Select((result, round) => Row((round + 1).ToString(CultureInfo.InvariantCulture), result.Ledger, result.Baseline)),
                Row("median", ledger, baseline),
                ["verified", verified.ToString("N0", CultureInfo.InvariantCulture), "", ""],
            ]);
        context.WriteJson(new Figures(Math.Round(ledger), Math.Round(verified), Math.Round(baseline), Math.Round(ledger / baseline, 1)));
        return isOk ? 0 : 1;
    }

    private static string[] Row(string name, double ledger, double baseline) =>
    [
        name, ledger.ToString("N0", CultureInfo.InvariantCulture), baseline.ToString("N0", CultureInfo.InvariantCulture),
        (ledger / baseline).ToString("N1", CultureInfo.InvariantCulture),
    ];

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private sealed record Figures(double PostingsPerSecond, double VerifyPerSecond, double BaselinePerSecond, double Ratio);
}
