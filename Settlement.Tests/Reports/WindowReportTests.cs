using Settlement.Domain.Batches;
using Settlement.Domain.Reports;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Reports;

public sealed class WindowReportTests(PostgresServer server)
{
    private static CancellationToken Stopped => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(11, SettlementMode.Net)]
    [InlineData(12, SettlementMode.Net)]
    [InlineData(13, SettlementMode.Gross)]
    public async Task Gross_net_wires_and_postings_are_equal_in_every_currency(int seed, SettlementMode mode)
    {
        await using var window = await FinishedWindow.MakeAsync(server, seed, mode);
        var report = await ReportAsync(window);
        var payments = window.Plan.Batches.SelectMany(batch => batch.Payments).ToList();

        Assert.True(report.Equal);
        Assert.Equal(payments.Count, report.Counts.Settled);
        Assert.All(report.Currencies, proof =>
        {
            Assert.True(proof.Equal, proof.ToString());
            Assert.Equal(payments.Where(payment => payment.SourceCurrency == proof.Currency).Sum(payment => payment.SourceMinor), proof.GrossMinor);
            var positions = window.Plan.Batches.SelectMany(batch => batch.Positions).Where(position => position.Currency == proof.Currency);
            Assert.Equal(positions.Sum(position => Math.Max(0, -position.NetMinor)), proof.WiresMinor);
            Assert.Equal(window.Plan.Batches.Sum(batch => batch.Wires.Count(wire => wire.Currency == proof.Currency)), proof.Wires);
        });
    }

    [Theory]
    [InlineData("update wires set amount_minor = amount_minor + 1 where wire_id = (select min(wire_id) from wires where phase = 1)")]
    [InlineData("update wires set state = 'refused', confirmed_at = null where wire_id = (select min(wire_id) from wires where phase = 1)")]
    [InlineData("update transactions set amount_minor = amount_minor + 1 where position = (select min(position) from transactions where state = 'Settled')")]
    public async Task A_difference_of_one_minor_unit_is_said(string change)
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await window.ExecuteAsync(change);

        var report = await ReportAsync(window);

        Assert.False(report.Equal);
        Assert.Single(report.Currencies, proof => !proof.Equal);
    }

    [Fact]
    public async Task A_changed_posting_breaks_the_equality()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await window.TamperAsync("""
            update ledger_postings p set amount_minor = amount_minor - 1
            where (position, line) = (select q.position, line from ledger_postings q join ledger_entries e using (position)
                where e.kind = 'Wire' and account like 'settlement:%' and amount_minor < 0 order by 1 limit 1)
            """);

        Assert.False((await ReportAsync(window)).Equal);
    }

    [Fact]
    public async Task What_was_not_settled_is_listed_with_its_reason()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        var report = await ReportAsync(window);

        Assert.Equal((1, 1, 1), (report.Counts.Deferred, report.Counts.Reversed, report.Counts.Rejected));
        Assert.Equal(
            new ReportedPayment(
                "t_deferred", "JPY", 123_456, "insufficient_balance", "bank_1 has 1000 JPY; 122456 more would release it", "t0-EUR-2026-11-24"),
            Assert.Single(report.Deferred));
        Assert.Equal("account_blocked", Assert.Single(report.Reversed).Code);
        Assert.Equal("The account is closed.", Assert.Single(report.Rejected).Detail);
    }

    [Fact]
    public async Task It_carries_the_plans_costs_trades_batches_and_times()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        var report = await ReportAsync(window);

        Assert.Equal(new ReportedCost("USD", window.Plan.Cost, window.Plan.NaiveCost, window.Plan.LowerBoundMinor), report.Cost);
        Assert.Equal(window.Plan.Batches.Select(batch => batch.BatchId).Order(StringComparer.Ordinal), report.Batches.Select(batch => batch.BatchId).Order(StringComparer.Ordinal));
        var trades = window.Plan.Batches.SelectMany(batch => batch.FxTrades).ToList();
        Assert.Equal(trades.Sum(trade => trade.SpreadCostBaseMinor), report.FxTrades.Sum(trade => trade.SpreadCostBaseMinor));
        Assert.NotEmpty(report.FxTrades);
        Assert.All(report.FxTrades, trade => Assert.Equal(trade.Base == "EUR" ? "test" : "crossed through EUR", trade.Source));
        Assert.Equal(["collection", "planning", "matching", "execution", "posting"], report.Stages.Select(stage => stage.Stage));
        Assert.Equal([28_800, 2, 1, 2], report.Stages.Take(4).Select(stage => stage.Seconds));
    }

    [Fact]
    public async Task A_report_is_made_once_and_kept_as_it_was()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        var made = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => window.Reports.MakeAsync(FinishedWindow.Id, Stopped)));
        await window.ExecuteAsync("update wires set amount_minor = amount_minor + 1");

        Assert.Single(made.Distinct(StringComparer.Ordinal));
        Assert.Equal(made[0], await window.Reports.MakeAsync(FinishedWindow.Id, Stopped));
        var kept = await window.Reports.FindAsync(FinishedWindow.Id, Stopped);
        Assert.True(kept!.Report.Equal);
        Assert.Equal(made[0], ReportJson.Hash(ReportJson.Write(kept.Report)));
        await using var hash = window.Database.DataSource.CreateCommand("select encode(sha256(convert_to(report::text, 'UTF8')), 'hex') from window_reports");
        Assert.Equal(made[0], await hash.ExecuteScalarAsync(Stopped));
    }

    [Fact]
    public async Task An_open_or_unknown_window_has_no_report()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await window.ExecuteAsync("update windows set state = 'Closing'");

        await Assert.ThrowsAsync<InvalidOperationException>(() => window.Reports.MakeAsync(FinishedWindow.Id, Stopped));
        await Assert.ThrowsAsync<InvalidOperationException>(() => window.Reports.MakeAsync("t0-EUR-2026-11-30", Stopped));
        Assert.Null(await window.Reports.FindAsync(FinishedWindow.Id, Stopped));
    }

    private static async Task<WindowReport> ReportAsync(FinishedWindow window)
    {
        await window.Reports.MakeAsync(FinishedWindow.Id, Stopped);
        return (await window.Reports.FindAsync(FinishedWindow.Id, Stopped))!.Report;
    }
}
