using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;
using Settlement.Api.Cli;
using Settlement.Benchmarks.Chaos;
using Settlement.Benchmarks.Cli;
using Settlement.Benchmarks.Intake;
using Settlement.Benchmarks.Sagas;
using Settlement.Domain.Windows;

namespace Settlement.Benchmarks.Close;

/// <summary>
/// Closes a window of very many payments in the real program while payments keep coming at a steady rate, one request each, and says how long these
/// wait before and meanwhile. The window's payments are written by SQL as intake and the engine would have left them.
/// </summary>
internal static class CloseBench
{
    /// <summary>Below what makes the engine wait for intake: nobody steps aside here.</summary>
    private const int Rate = 500;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    public static Bench Bench { get; } = new("close", "closing a window of a million payments, and how long intake takes meanwhile", RunAsync)
    {
        Options = [CommandOption.Number("payments", "N", "payments in the window; 1,000,000, or 20,000 with --quick", 1_000, 5_000_000)],
    };

    public static async Task<int> RunAsync(BenchContext context)
    {
        var payments = (int)(context.Number("payments") ?? context.Pick(full: 1_000_000, quick: 20_000));
        await using var postgres = await TemporaryPostgres.StartAsync(context.Clock, context.Stopped);
        var now = context.Clock.GetUtcNow();
        var window = WindowSchedule.Resolve(WindowKind.T1, "EUR", "EUR", now, static _ => false);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"filling {window.WindowId} with {payments:N0} payments"));
        await FullWindow.FillAsync(postgres.OwnerConnectionString, window, payments, now, context.Stopped);
        using var host = await HostProcess.StartAsync([], new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Database__ConnectionString"] = postgres.OwnerConnectionString, ["Access__Mode"] = "demo", ["Reference__Seed"] = "Demo",
        });
        using var client = new HttpClient { BaseAddress = host.Address };
        await SendAsync(client, $"/api/v1/windows/{window.WindowId}/open", context.Stopped);

        var request = new LoadRequest(host.Address.Authority, now.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        var server = new IPEndPoint((await Dns.GetHostAddressesAsync(host.Address.Host, System.Net.Sockets.AddressFamily.InterNetwork, context.Stopped))[0], host.Address.Port);
        using var load = new OpenLoopLoad(server, request);
        load.Run(Rate * 4, context.Pick(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(3)), context.Stopped); // compiles the hot path
        var before = load.Run(Rate, context.Pick(TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(5)), context.Stopped);

        var closing = Task.Run(() => CloseAsync(context, client, window.WindowId), context.Stopped);
        var during = load.Run(Rate, Limit, context.Stopped, () => closing.IsCompleted);
        var (planned, closed) = await closing;
        var lost = payments - await CountSettledAsync(postgres.DataSource, payments, context.Stopped)
            + await IntakeBench.CountLostAsync(host.Address, request, load.Accepted, context.Stopped);
        await host.StopAsync();
        return Report(context, new CloseFigures(
            payments, Math.Round(before.P99Ms, 1), Math.Round(during.P99Ms, 1), Math.Round(closed.TotalSeconds, 1), Math.Round(planned.TotalSeconds, 1),
            Math.Round((during.P99Ms / before.P99Ms) - 1, 3), lost));
    }

    private static async Task<(TimeSpan Planned, TimeSpan Closed)> CloseAsync(BenchContext context, HttpClient client, string window)
    {
        var started = context.Clock.GetTimestamp();
        await SendAsync(client, $"/api/v1/windows/{window}/close", context.Stopped);
        context.Say(string.Create(CultureInfo.InvariantCulture, $"membership fixed after {context.Clock.GetElapsedTime(started).TotalMilliseconds:0} ms"));
        TimeSpan? planned = null;
        while (true)
        {
            var view = await client.GetFromJsonAsync<JsonElement>(new Uri($"/api/v1/windows/{window}", UriKind.Relative), context.Stopped);
            var elapsed = context.Clock.GetElapsedTime(started);
            planned ??= view.TryGetProperty("plan_hash", out var plan) && plan.ValueKind == JsonValueKind.String ? elapsed : null;
            if (view.GetProperty("status").GetString() is "closed" or "reported")
            {
                return (planned ?? elapsed, elapsed);
            }

            if (elapsed > Limit)
            {
                throw new TimeoutException($"window {window} has not closed within {Limit.TotalMinutes:0} minutes");
            }

            await Task.Delay(Look, context.Stopped);
        }
    }

    private static async Task SendAsync(HttpClient client, string path, CancellationToken stopped)
    {
        using var answer = await client.PostAsJsonAsync(new Uri(path, UriKind.Relative), new { @operator = "bench", reason = "bench" }, stopped);
        answer.EnsureSuccessStatusCode();
    }

    private static async Task<long> CountSettledAsync(NpgsqlDataSource source, long payments, CancellationToken stopped)
    {
        await using var command = source.CreateCommand("select count(*) from transactions where position <= $1 and state = 'Settled'");
        command.CommandTimeout = 0;
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = payments });
        return (long)(await command.ExecuteScalarAsync(stopped))!;
    }

    private static int Report(BenchContext context, CloseFigures figures)
    {
        context.Table(
            string.Create(CultureInfo.InvariantCulture, $"Closing a window of {figures.WindowPayments:N0} payments, {Rate} more coming in each second"),
            ["figure", "value"],
            [
                ["intake p99 before, ms", Text(figures.IntakeP99MsBefore)], ["intake p99 during, ms", Text(figures.IntakeP99MsDuring)],
                ["planned after, s", Text(figures.PlannedSeconds)], ["closed after, s", Text(figures.CloseSeconds)],
                ["settled per second", (figures.WindowPayments / figures.CloseSeconds).ToString("N0", CultureInfo.InvariantCulture)],
                ["lost", figures.Lost.ToString("N0", CultureInfo.InvariantCulture)],
            ]);
        context.WriteJson(figures);
        return figures.Lost == 0 ? 0 : 1;
    }

    private static string Text(double value) => value.ToString("N1", CultureInfo.InvariantCulture);
}
