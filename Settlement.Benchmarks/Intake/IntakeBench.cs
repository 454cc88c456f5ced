using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Settlement.Api.Cli;
using Settlement.Api.Host;
using Settlement.Benchmarks.Cli;
using Settlement.Engine.Intake;

namespace Settlement.Benchmarks.Intake;

/// <summary>
/// Payments accepted per second over HTTP, durable before the answer, at rising load: the real program with its own database, in a process of
/// its own on the same machine as the load, in all of its roles. Above a rate that <c>Intake:BurstPerSecondAndProcessor</c> sets, the engine waits until
/// the burst is over. Afterwards every accepted payment is sent again: one that is not known any more was lost.
/// </summary>
internal static class IntakeBench
{
    private const string Postgres = "postgres";

    private static readonly int[] Rates = [1_000, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000];

    public static Bench Bench { get; } = new("intake", "payments accepted per second over HTTP, and how long that takes at rising load", RunAsync)
    {
        Options =
        [
            CommandOption.Words("log", "the intake log", Postgres, ServerNames.Kafka),
            CommandOption.Words("idempotency", "where idempotency keys are claimed", Postgres, ServerNames.Redis),
        ],
    };

    public static async Task<int> RunAsync(BenchContext context)
    {
        await using var program = await ServedProgram.StartAsync(Servers(context), context.Stopped);
        return await RunAsync(context, program.Address);
    }

    /// <summary>Measures a host that serves already and knows the contract's accounts.</summary>
    public static async Task<int> RunAsync(BenchContext context, Uri address)
    {
        var server = new IPEndPoint((await Dns.GetHostAddressesAsync(address.Host, System.Net.Sockets.AddressFamily.InterNetwork, context.Stopped))[0], address.Port);
        var run = context.Clock.GetUtcNow().ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var request = new LoadRequest(address.Authority, run);
        using var load = new OpenLoopLoad(server, request);

        // Compiles the hot path, on both sides, before anything counts.
        load.Run(2_000, context.Pick(TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(3)), context.Stopped);
        load.Run(6_000, context.Pick(TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)), context.Stopped);
        var duration = context.Pick(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2));
        var steps = Rates.Select(rate => load.Run(rate, duration, context.Stopped)).ToList();
        var lost = await CountLostAsync(address, request, load.Accepted, context.Stopped);

        context.Say($"{duration.TotalSeconds:0} s at each rate, durable before the 202; latency from when the request was due.");
        context.Table(
            "Intake over HTTP",
            ["offered/s", "accepted/s", "p50 ms", "p99 ms"],
            steps.Select(step => (IReadOnlyList<string>)[Text(step.OfferedPerSecond), Text(step.AcceptedPerSecond), Text(step.P50Ms, "0.0"), Text(step.P99Ms, "0.0")]));
        context.WriteJson(new IntakeFigures(
            Math.Round(steps.Max(step => step.AcceptedPerSecond)),
            [.. steps.Select(step => step.Rounded())],
            Math.Round(steps.Single(step => step.OfferedPerSecond == 8_000).P99Ms, 1),
            lost,
            context.Word("log", Postgres),
            context.Word("idempotency", Postgres)));
        return lost == 0 ? 0 : 1;
    }

    /// <summary>The program starts the servers itself, on the same machine and with their data in its folder.</summary>
    private static string[] Servers(BenchContext context)
    {
        var with = new[] { context.Word("log", Postgres), context.Word("idempotency", Postgres) }.Where(server => server != Postgres).ToArray();
        return with.Length == 0 ? [] : ["--with", string.Join(',', with)];
    }

    /// <summary>Sends every accepted payment again, in batches: the system must know each of them.</summary>
    internal static async Task<int> CountLostAsync(Uri address, LoadRequest request, IReadOnlyList<int> accepted, CancellationToken stopped)
    {
        using var client = new HttpClient { BaseAddress = address };
        var lost = 0;
        foreach (var chunk in accepted.Chunk(JsonLimits.MaxBatchTransactions))
        {
            using var body = new StringContent($$"""{"transactions":[{{string.Join(',', chunk.Select(request.BodyOf))}}]}""", Encoding.UTF8, "application/json");
            using var answer = await client.PostAsync(new Uri("/api/v1/transactions/batch", UriKind.Relative), body, stopped);
            answer.EnsureSuccessStatusCode();
            using var items = await JsonDocument.ParseAsync(await answer.Content.ReadAsStreamAsync(stopped), cancellationToken: stopped);
            lost += items.RootElement.GetProperty("items").EnumerateArray().Count(item => !item.GetProperty("status").ValueEquals("deduped"u8));
        }

        return lost;
    }

    private static string Text(double value, string format = "#,0") => value.ToString(format, CultureInfo.InvariantCulture);
}
