using System.Globalization;
using Settlement.Benchmarks.Cli;
using Settlement.Benchmarks.Intake;

namespace Settlement.Benchmarks.Settle;

/// <summary>
/// RTGS payments settled end to end by the real program: from the POST to the ledger entry. First as many as it takes, sent in batches,
/// measured from the first request to the last settlement; then 500 a second, one request each, for the time from receipt to settlement.
/// The payer's and the receiver's balances say to the cent whether any payment was lost or settled twice.
/// </summary>
internal static class SettleBench
{
    private const long AmountMinor = 100;
    private const int BatchSize = 1_000;
    private const int LatencyRate = 500;

    public static Bench Bench { get; } = new("settle", "payments settled per second from the POST to the ledger entry, and the time RTGS takes", RunAsync);

    public static async Task<int> RunAsync(BenchContext context)
    {
        await using var program = await ServedProgram.StartAsync([], context.Stopped);
        using var client = new SettleClient(program.Address, context.Stopped);
        await client.SubmitBatchesAsync("warm", context.Pick(5_000, 1_000), BatchSize, AmountMinor);
        await client.WaitUntilQuietAsync();

        var before = await client.ReceivedMinorAsync();
        var started = context.Clock.GetTimestamp();
        var payments = context.Pick(50_000, 5_000);
        await client.SubmitBatchesAsync("bulk", payments, BatchSize, AmountMinor);
        await client.WaitUntilQuietAsync();
        var seconds = context.Clock.GetElapsedTime(started).TotalSeconds;

        var paced = LatencyRate * context.Pick(20, 4);
        await client.SubmitPacedAsync("paced", paced, LatencyRate, AmountMinor, context.Clock);
        await client.WaitUntilQuietAsync();
        var latencies = await client.LatenciesAsync("paced", paced);
        var stages = await client.StageSharesAsync("paced", paced);

        var expected = (payments + paced) * AmountMinor;
        var received = await client.ReceivedMinorAsync() - before;
        var lost = Math.Max(0, expected - received) / AmountMinor;
        var doubled = Math.Max(0, received - expected) / AmountMinor;
        context.Table(
            $"{payments:#,0} RTGS payments in {seconds:0.0} s; then {LatencyRate}/s, time from receipt to settlement",
            ["settled/s", "p50 ms", "p99 ms", "lost", "doubled"],
            [[Text(payments / seconds), Text(latencies.P50), Text(latencies.P99), Text(lost), Text(doubled)]]);
        context.Table(
            "Where a paced payment's time goes", ["stage", "share"], stages.Select(stage => (IReadOnlyList<string>)[stage.Stage, stage.Share.ToString("P0", CultureInfo.InvariantCulture)]));
        context.WriteJson(new SettleFigures(Math.Round(payments / seconds), latencies.P50, latencies.P99, lost, doubled, stages));
        return lost + doubled == 0 ? 0 : 1;
    }

    private static string Text(double value) => value.ToString("#,0", CultureInfo.InvariantCulture);
}
