using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Domain.Health;
using Settlement.Api.Health;
using Xunit;

namespace Settlement.Tests.Http;

public sealed class HealthTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task Health_is_answered_exactly_as_promised()
    {
        await using var host = await TestHost.StartAsync(routes => routes.MapHealth(), AddHealth(new Probe("database", isRequired: true)));

        foreach (var path in new[] { "/health", "/health/" })
        {
            Assert.Equal(
                """{"status":"healthy","service":"settlement-engine","version":"1.0.0"}""",
                await host.Client.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public async Task Required_part_that_fails_makes_the_service_unhealthy()
    {
        var probe = new Probe("database", isRequired: true) { Answer = () => throw new IOException("connection refused") };
        await using var host = await TestHost.StartAsync(routes => routes.MapHealth(), AddHealth(probe));
        using var response = await host.Client.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(503, (int)response.StatusCode);
        Assert.Equal(
            """{"status":"unhealthy","service":"settlement-engine","version":"1.0.0"}""",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Optional_part_that_fails_is_shown_and_payments_go_on()
    {
        using var monitor = Monitor(new ManualClock(Start), new Probe("database", isRequired: true), new Probe("redis", isRequired: false)
        {
            Answer = () => Task.FromResult(ProbeResult.Unhealthy("away")),
        });
        var report = await monitor.ReportAsync(TestContext.Current.CancellationToken);

        Assert.Equal("degraded", report.Status);
        Assert.Equal(new PartHealth("redis", "unhealthy", Required: false, "away", Start), report.Parts[1]);
    }

    [Fact]
    public async Task Answer_is_remembered_for_a_second()
    {
        var clock = new ManualClock(Start);
        var probe = new Probe("database", isRequired: true);
        using var monitor = Monitor(clock, probe);
        await monitor.ReportAsync(TestContext.Current.CancellationToken);
        await monitor.ReportAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, probe.Asked);

        clock.Advance(TimeSpan.FromSeconds(1));
        await monitor.ReportAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, probe.Asked);
    }

    [Fact]
    public async Task State_is_dated_from_its_first_sight()
    {
        var clock = new ManualClock(Start);
        var probe = new Probe("database", isRequired: true);
        using var monitor = Monitor(clock, probe);
        await monitor.ReportAsync(TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Start, Assert.Single((await monitor.ReportAsync(TestContext.Current.CancellationToken)).Parts).Since);

        probe.Answer = () => Task.FromResult(ProbeResult.Unhealthy("away"));
        clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Start.AddMinutes(6), Assert.Single((await monitor.ReportAsync(TestContext.Current.CancellationToken)).Parts).Since);
    }

    [Fact]
    public async Task Part_that_never_answers_counts_as_down()
    {
        var clock = new ManualClock(Start);
        var never = new TaskCompletionSource<ProbeResult>();
        using var monitor = Monitor(clock, new Probe("database", isRequired: true) { Answer = () => never.Task });
        var asking = monitor.ReportAsync(TestContext.Current.CancellationToken);
        Assert.False(asking.IsCompleted);

        clock.Advance(TimeSpan.FromSeconds(2));
        var report = await asking.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.Equal("no answer within 2 s", Assert.Single(report.Parts).Detail);
        Assert.Equal("unhealthy", report.Status);
    }

    private static HealthMonitor Monitor(TimeProvider clock, params IHealthProbe[] probes) => new(probes, clock, NullLogger<HealthMonitor>.Instance);

    private static Action<IServiceCollection> AddHealth(Probe probe) => services =>
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<IHealthProbe>(probe);
        services.AddHealth();
    };

    private sealed class Probe(string name, bool isRequired) : IHealthProbe
    {
        public string Name => name;

        public bool IsRequired => isRequired;

        public int Asked { get; private set; }

        public Func<Task<ProbeResult>> Answer { get; set; } = () => Task.FromResult(ProbeResult.Healthy());

        public Task<ProbeResult> CheckAsync(CancellationToken cancellationToken)
        {
            Asked++;
            return Answer();
        }
    }
}
