using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>Windows that close because their cut-off has come. The euro's is at 18:00 in Frankfurt, in winter 17:00 UTC.</summary>
public sealed class CutOffTests(PostgresServer server)
{
    private const string Today = "t0-EUR-2026-11-24";
    private const string MarkersSql = $"select count(*) from intake_log where kind = 'window_close' and window_id = '{Today}'";

    private static readonly DateTimeOffset AfterCutOff = new(2026, 11, 24, 17, 0, 1, TimeSpan.Zero);

    [Fact]
    public async Task The_cut_off_closes_the_window_by_itself()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(new Transfer("in_time", Transfer.BankA, Transfer.BankB, 10, Window: "t0"));
        await host.UntilTransactionAsync("in_time", "validated");

        day.Clock.LeapTo(AfterCutOff);
        var late = (await host.SubmitAsync(new Transfer("too_late", Transfer.BankA, Transfer.BankB, 10, Window: "t0").Body)).With(HttpStatusCode.Accepted);
        await FireAsync(host);

        var window = await host.UntilWindowAsync(Today, "reported");
        Assert.Equal(("schedule", "cut-off"), ((string?)window["closed_by"], (string?)window["close_reason"]));
        Assert.Equal("settled", (string?)(await host.TransactionAsync("in_time"))["status"]);
        Assert.Equal("2026-11-25", (string?)late["metadata"]!["rolled_to"]);
        Assert.Equal("received after the cut-off", (string?)late["metadata"]!["reason"]);
        var waiting = await host.UntilTransactionAsync("too_late", "validated");
        Assert.Equal("t0-EUR-2026-11-25", (string?)waiting["window"]!["window_id"]);
    }

    [Fact]
    public async Task A_window_before_its_cut_off_is_left_open_by_the_schedule()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.UntilWindowAsync(Today, "open");

        await FireAsync(host);
        await host.UntilWindowAsync(Today, "open");

        Assert.Equal(0, await day.QueryAsync<long>(MarkersSql));
    }

    [Fact]
    public async Task A_closure_missed_while_no_host_ran_happens_at_the_next_start_once()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using (var first = await day.StartHostAsync())
        {
            await first.PayAsync(new Transfer("waits", Transfer.BankA, Transfer.BankB, 10, Window: "t0"));
            await first.UntilTransactionAsync("waits", "validated");
        }

        day.Clock.LeapTo(AfterCutOff);
        await using (var second = await day.StartHostAsync())
        {
            await second.UntilWindowAsync(Today, "reported");
            await second.UntilTransactionAsync("waits", "settled");
        }

        await using var third = await day.StartHostAsync();
        await FireAsync(third);
        await third.PayAsync(new Transfer("another", Transfer.BankA, Transfer.BankB, 10));
        await third.UntilTransactionAsync("another", "settled");

        Assert.Equal(1, await day.QueryAsync<long>(MarkersSql));
        Assert.Equal(1, await day.QueryAsync<long>($"select count(*) from window_reports where window_id = '{Today}'"));
        await third.AssertBooksInOrderAsync();
    }

    private static async Task FireAsync(RunningHost host)
    {
        var scheduler = await host.Services.GetRequiredService<ISchedulerFactory>().GetScheduler(TestContext.Current.CancellationToken);
        await scheduler.TriggerJob(new JobKey("close-EUR", "windows"), cancellationToken: TestContext.Current.CancellationToken);
    }
}
