using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Database;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Resilience;

/// <summary>
/// kill -9 of the real program and of its database server at random moments under traffic: nothing is lost, nothing happens twice, the
/// books balance. Set SETTLEMENT_CHAOS_SEED to try another sequence, SETTLEMENT_CHAOS_ROUNDS for more of it.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Clients = 8;
    private static readonly TimeSpan ServeLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(90);

    private readonly Dictionary<Fault, int> _faults = [];
    private TimeSpan _worst;

    private static int Seed => FromEnvironment("SETTLEMENT_CHAOS_SEED", 20_261_121);

    private static int Rounds => FromEnvironment("SETTLEMENT_CHAOS_ROUNDS", 26);

    [Fact]
    public async Task Killed_at_any_moment_the_system_loses_nothing_and_does_nothing_twice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Kills by number and finds servers in /proc.");
        using var folder = new TemporaryFolder("settlement-kills");
        var random = new Random(Seed);
        HostProcess? host = null;
        try
        {
            host = await StartAsync(folder.Path);
            await using var clients = new CarefulClients(host.Address, Seed, Clients);
            using var operators = new Operator { Address = host.Address };
            for (var round = 1; round <= Rounds; round++)
            {
                host = await RunRoundAsync(round, random, folder.Path, host, clients, operators);
            }

            await FinishAsync(host, folder.Path, clients, operators);
            Assert.Equal(0, await host.StopAsync());
            Assert.Null(HostProcess.ServerOf(folder.Path));
        }
        finally
        {
            host?.Dispose();
            await EndServerAsync(folder.Path);
        }
    }

    private async Task<HostProcess> RunRoundAsync(
        int round, Random random, string folder, HostProcess host, CarefulClients clients, Operator operators)
    {
        var fault = random.NextDouble() switch { < 0.6 => Fault.Host, < 0.85 => Fault.HostAndServer, _ => Fault.Server };
        var moment = TimeSpan.FromMilliseconds(random.Next(200, 1_500));
        var closes = random.NextDouble() < 0.5;
        var pick = random.Next(100);
        var accepted = clients.Answered.Count;
        await Deadline.UntilAsync(
            () => Task.FromResult(clients.Answered.Count >= accepted + (2 * Clients)), ServeLimit, () => $"{Context(round)}: no payment is answered\n{host.Log}");

        var closing = closes ? CloseOneAsync(operators, pick) : Task.CompletedTask;
        await Task.Delay(moment);
        var watch = Stopwatch.StartNew();
        var server = HostProcess.ServerOf(folder);
        if (fault != Fault.Server)
        {
            await host.KillAsync();
        }

        if (fault != Fault.Host)
        {
            await Signal.SendAsync(Signal.Kill, server!.Value);
        }

        await closing;
        var errors = host.Errors.FirstOrDefault();
        Assert.True(errors is null, $"{Context(round)}: {errors}");
        if (fault == Fault.Server)
        {
            await Deadline.UntilAsync(
                async () => HostProcess.ServerOf(folder) != server && await operators.HealthAsync() == 200, ServeLimit,
                () => $"{Context(round)}: not healthy after its server was killed\n{host.Log}");
        }
        else
        {
            host.Dispose();
            host = await StartAsync(folder);
            clients.Move(round, host.Address);
            operators.Address = host.Address;
        }

        _faults[fault] = _faults.GetValueOrDefault(fault) + 1;
        _worst = watch.Elapsed > _worst ? watch.Elapsed : _worst;
        output.WriteLine($"round {round}: {fault} at {moment.TotalMilliseconds:0} ms{(closes ? ", closing a window" : "")}; serves again after {watch.Elapsed.TotalSeconds:0.0} s; {clients.Answered.Count} answered");
        return host;
    }

    /// <summary>The early closures of the rounds are of windows that payments go to.</summary>
    private static bool IsUsed(string window) =>
        (window.StartsWith("t0-", StringComparison.Ordinal) || window.StartsWith("t1-", StringComparison.Ordinal))
        && PaymentMaker.Currencies.Any(currency => window.Contains(currency, StringComparison.Ordinal));

    private async Task FinishAsync(HostProcess host, string folder, CarefulClients clients, Operator operators)
    {
        await clients.FinishAsync(TimeSpan.FromSeconds(60));
        Assert.True(clients.Wrong.Count == 0, $"{Context(Rounds)}: {clients.Wrong.FirstOrDefault()}");
        Assert.True(clients.EveryUnavailableSaidWhen, $"{Context(Rounds)}: a 503 without Retry-After");
        await DrainAsync(host, operators, windowsMayHold: true);
        foreach (var window in await operators.OpenWindowsAsync())
        {
            Assert.True(await operators.TryCloseAsync(window), $"{Context(Rounds)}: {window} cannot be closed");
        }

        await DrainAsync(host, operators, windowsMayHold: false);
        var options = new DatabaseOptions { DataFolder = folder, CacheFolder = PostgresServer.Cache };
        await using var database = await SettlementDatabase.AttachAsync(options, TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        await using var source = NpgsqlDataSource.Create(database.OwnerConnectionString);
        var books = new Books(source, Context(Rounds));
        await books.RequireInOrderAsync(clients.Answered);
        output.WriteLine(
            $"{string.Join(", ", _faults.OrderBy(fault => fault.Key).Select(fault => $"{fault.Key} {fault.Value}"))}; worst recovery {_worst.TotalSeconds:0.0} s; "
            + $"{clients.Answered.Count(p => p.IsAccepted)} accepted, {clients.Answered.Max(p => p.Sends)} sends at most; "
            + $"{await books.CountAsync("transactions where state = 'Settled'")} settled, {await books.CountAsync("transactions where state = 'Reversed'")} reversed, "
            + $"{await books.CountAsync("transactions where state = 'Deferred'")} wait, {await books.CountAsync("batches")} batches, "
            + $"{await books.CountAsync("windows where state = 'Reported'")} windows reported, {await books.CountAsync("rail_sim.wires")} wires, "
            + $"{await books.CountAsync("batch_plans where round > 1")} later rounds; answers " + string.Join(' ', clients.Statuses.OrderBy(status => status.Key)));
    }

    private async Task DrainAsync(HostProcess host, Operator operators, bool windowsMayHold)
    {
        string? underWay = null;
        var took = await Deadline.UntilAsync(
            async () => (underWay = await operators.FindUnderWayAsync(windowsMayHold)) is null, DrainLimit,
            () => $"{Context(Rounds)}: still under way: {underWay}\n{host.Log}");
        output.WriteLine($"drained in {took.TotalSeconds:0.0} s");
    }

    private static async Task CloseOneAsync(Operator operators, int pick)
    {
        try
        {
            var open = (await operators.OpenWindowsAsync()).Where(IsUsed).ToList();
            if (open.Count > 0)
            {
                await operators.TryCloseAsync(open[pick % open.Count]);
            }
        }
        catch (Exception killed) when (killed is HttpRequestException or IOException or TaskCanceledException)
        {
            // The host was killed under the question.
        }
    }

    /// <summary>For a test that failed while a server ran.</summary>
    private static async Task EndServerAsync(string folder)
    {
        if (HostProcess.ServerOf(folder) is { } server)
        {
            await Signal.SendAsync(Signal.Kill, [.. Signal.Family(server)]);
            await Deadline.UntilAsync(() => Task.FromResult(HostProcess.ServerOf(folder) is null), ServeLimit, () => "the server does not end");
        }
    }

    private static Task<HostProcess> StartAsync(string folder) =>
        HostProcess.StartAsync(["--data", folder], HostSettings.Of(Seed, PostgresServer.Cache));

    private static string Context(int round) => string.Create(CultureInfo.InvariantCulture, $"seed {Seed}, round {round}");

    private static int FromEnvironment(string name, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : standard;

    private enum Fault
    {
        Host,
        HostAndServer,
        Server,
    }
}
