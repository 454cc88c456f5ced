using System.Diagnostics;
using Npgsql;
using Settlement.Api.Host;
using Settlement.Benchmarks.Chaos;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Resilience;

/// <summary>The database goes away and comes back under traffic: 503 meanwhile, and then the system goes on by itself.</summary>
public sealed class DatabaseOutageTests(ITestOutputHelper output)
{
    private const int Clients = 8;
    private const int Seed = 7;

    /// <summary>How long an outage lasts once it was noticed: the drivers' pauses have grown by then.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan NoticeLimit = TimeSpan.FromSeconds(15);

    /// <summary>The figure to reach is 5 s; a busy machine gets more.</summary>
    private static readonly TimeSpan RecoveryLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_stopped_server_is_a_503_until_it_is_started_again_and_nothing_is_lost()
    {
        await using var server = await OwnPostgres.StartAsync();
        await RunAsync(
            server,
            async (clients, operators) =>
            {
                await server.StopServerAsync();
                var before = clients.Statuses.GetValueOrDefault(503);
                await Deadline.UntilAsync(
                    () => Task.FromResult(clients.Statuses.GetValueOrDefault(503) >= before + Clients), NoticeLimit, () => "no payment is answered 503");
                await Deadline.UntilAsync(async () => await operators.HealthAsync() == 503, NoticeLimit, () => "/health is not 503");
            },
            () => server.StartServerAsync());
    }

    [Fact]
    public async Task A_server_that_stands_still_is_waited_for_and_nothing_is_lost()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Finds a server's processes in /proc.");
        await using var server = await OwnPostgres.StartAsync();
        var stopped = Array.Empty<int>();
        try
        {
            await RunAsync(
                server,
                async (_, operators) =>
                {
                    stopped = [.. Signal.Family(server.Database.Embedded!.ProcessId!.Value)];
                    await Signal.SendAsync(Signal.Stop, stopped);
                    await Deadline.UntilAsync(async () => await operators.HealthAsync() == 503, NoticeLimit, () => "/health is not 503");
                },
                () => Signal.SendAsync(Signal.Continue, stopped));
        }
        finally
        {
            await Signal.SendAsync(Signal.Continue, stopped);
        }
    }

    /// <summary>Traffic, an outage, its end, traffic again, and the books.</summary>
    private async Task RunAsync(OwnPostgres server, Func<CarefulClients, Operator, Task> begin, Func<Task> end)
    {
        await using var app = SettlementHost.Build(new ServeOptions { Port = 0 }, server.Database, TimeProvider.System);
        await app.StartAsync();
        try
        {
            await RunAsync(new Uri(app.Urls.First()), server, begin, end);
        }
        finally
        {
            await app.StopAsync();
        }
    }

    private async Task RunAsync(Uri address, OwnPostgres server, Func<CarefulClients, Operator, Task> begin, Func<Task> end)
    {
        using var operators = new Operator { Address = address };
        await using var clients = new CarefulClients(address, Seed, Clients);
        await AcceptMoreAsync(clients, 200, "before the outage");

        var watch = Stopwatch.StartNew();
        await begin(clients, operators);
        var noticed = watch.Elapsed;
        await Task.Delay(Outage);
        await end();
        var accepting = await AcceptMoreAsync(clients, Clients, "after the outage");
        var healthy = await Deadline.UntilAsync(async () => await operators.HealthAsync() == 200, RecoveryLimit, () => "/health is not 200 again");
        await AcceptMoreAsync(clients, 200, "long after the outage");
        await clients.FinishAsync(DrainLimit);
        Assert.Empty(clients.Wrong);
        Assert.True(clients.EveryUnavailableSaidWhen, "a 503 without Retry-After");

        var settling = await DrainAsync(operators, windowsMayHold: true);
        foreach (var window in await operators.OpenWindowsAsync())
        {
            Assert.True(await operators.TryCloseAsync(window), $"{window} cannot be closed");
        }

        await DrainAsync(operators, windowsMayHold: false);
        await using (var source = NpgsqlDataSource.Create(server.Database.OwnerConnectionString))
        {
            await new Books(source, $"seed {Seed}").RequireInOrderAsync(clients.Answered);
        }

        output.WriteLine(
            $"noticed after {noticed.TotalSeconds:0.0} s, accepts again after {accepting.TotalSeconds:0.0} s, healthy {healthy.TotalSeconds:0.0} s later, "
            + $"drained in {settling.TotalSeconds:0.0} s; {clients.Answered.Count(p => p.IsAccepted)} accepted; answers {string.Join(' ', clients.Statuses.OrderBy(status => status.Key))}");
    }

    private static Task<TimeSpan> AcceptMoreAsync(CarefulClients clients, int count, string when)
    {
        var goal = clients.Answered.Count + count;
        return Deadline.UntilAsync(
            () => Task.FromResult(clients.Answered.Count >= goal), RecoveryLimit,
            () => $"payments are not answered {when}: {string.Join(' ', clients.Statuses.OrderBy(status => status.Key))}");
    }

    private static async Task<TimeSpan> DrainAsync(Operator operators, bool windowsMayHold)
    {
        string? underWay = null;
        return await Deadline.UntilAsync(
            async () => (underWay = await operators.FindUnderWayAsync(windowsMayHold)) is null, DrainLimit, () => $"still under way: {underWay}");
    }
}
