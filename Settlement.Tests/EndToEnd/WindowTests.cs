using System.Net;
using System.Text.Json.Nodes;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>Netted windows that an operator closes early.</summary>
public sealed class WindowTests(PostgresServer server)
{
    private const string Today = "t0-EUR-2026-11-24";
    private const string Tomorrow = "t0-EUR-2026-11-25";

    private static readonly Transfer[] BothWays =
    [
        new("n1", Transfer.BankA, Transfer.BankB, 1_000.10m, Window: "t0"),
        new("n2", Transfer.BankB, Transfer.BankA, 400.05m, Window: "t0"),
        new("n3", Transfer.BankB, Transfer.Acme, 700m, Window: "t0"),
        new("n4", Transfer.Acme, Transfer.London, 250.55m, Window: "t0"),
        new("n5", Transfer.London, Transfer.BankA, 90m, Window: "t0"),
        new("n6", Transfer.Acme, Transfer.BankB, 30m, Window: "t0"),
    ];

    [Fact]
    public async Task A_window_closed_early_settles_net_and_its_report_agrees_to_the_cent()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var before = await host.BooksAsync();
        await host.PayAsync(BothWays);
        await host.UntilWindowAsync(Today, "open");

        var closed = (await host.CloseWindowAsync(Today)).With(HttpStatusCode.Accepted);
        var reported = await host.UntilWindowAsync(Today, "reported");

        Assert.False((bool)closed["already_closed"]!);
        Assert.Equal($$"""{"settled":{{BothWays.Length}}}""", reported["payments"]!.ToJsonString());
        foreach (var transfer in BothWays)
        {
            Assert.Equal("settled", (string?)(await host.TransactionAsync(transfer.Id))["status"]);
        }

        Assert.Equal(
            new Dictionary<(string, string), decimal>
            {
                [(Transfer.BankA, "EUR")] = -510.05m, [(Transfer.BankB, "EUR")] = -69.95m,
                [(Transfer.Acme, "EUR")] = 419.45m, [(Transfer.London, "EUR")] = 160.55m,
            },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
        AssertAgrees((await host.GetAsync($"/api/v1/windows/{Today}/report")).With(HttpStatusCode.OK));
        Assert.Contains("2470.70", (await host.GetAsync($"/api/v1/windows/{Today}/report?format=csv")).Text, StringComparison.Ordinal);
        Assert.Contains("<table", (await host.GetAsync($"/api/v1/windows/{Today}/report?format=html")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Closing_again_changes_nothing_and_reopening_is_refused()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.UntilWindowAsync(Today, "open");
        var first = (await host.CloseWindowAsync(Today)).With(HttpStatusCode.Accepted);

        var second = (await host.PostAsync($"/api/v1/windows/{Today}/close", """{"operator":"someone.else","reason":"too late"}""")).With(HttpStatusCode.Accepted);
        var reopened = await host.PostAsync($"/api/v1/windows/{Today}/open", "");
        var reported = await host.UntilWindowAsync(Today, "reported");
        var reopenedLater = await host.PostAsync($"/api/v1/windows/{Today}/open", "");

        Assert.True((bool)second["already_closed"]!);
        Assert.Equal((long)first["close_position"]!, (long)second["close_position"]!);
        Assert.Equal("j.doe", (string?)second["closed_by"]);
        Assert.Equal("j.doe", (string?)reported["closed_by"]);
        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict), (reopened.Status, reopenedLater.Status));
        Assert.Equal("window_closed", reopened.OnlyError().Code);
    }

    [Fact]
    public async Task A_payment_after_the_close_marker_goes_to_the_next_business_day_and_is_told_so_at_once()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.UntilWindowAsync(Today, "open");

        // Rounds, since the answer must be right from the first payment after the marker on, however soon it comes.
        foreach (var currency in (string[])["EUR", "USD", "GBP", "CAD"])
        {
            await host.UntilWindowAsync($"t0-{currency}-2026-11-24", "open");
            (await host.CloseWindowAsync($"t0-{currency}-2026-11-24")).With(HttpStatusCode.Accepted);
            var late = new Transfer("late_" + currency, Transfer.BankA, Transfer.BankB, 10, currency, "t0");
            var answer = (await host.SubmitAsync(late.Body)).With(HttpStatusCode.Accepted);

            var metadata = answer["metadata"]!;
            Assert.Equal("t0", (string?)metadata["window"]);
            Assert.Equal(("2026-11-25", $"t0-{currency}-2026-11-25"), ((string?)metadata["rolled_to"], (string?)metadata["window_id"]));
        }

        var waiting = await host.UntilTransactionAsync("late_EUR", "validated");
        Assert.Equal(Tomorrow, (string?)waiting["window"]!["window_id"]);
        Assert.Equal("window_open", (string?)waiting["waits"]!["reason"]);
        (await host.CloseWindowAsync(Tomorrow)).With(HttpStatusCode.Accepted);
        await host.UntilTransactionAsync("late_EUR", "settled");
    }

    [Fact]
    public async Task A_duplicate_names_its_batch_once_the_window_has_closed()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var payment = new Transfer("later", Transfer.Acme, Transfer.London, 250, "USD", "t1", "GBP");
        await host.PayAsync(payment);
        var early = (await host.SubmitAsync(payment.Body)).With(HttpStatusCode.OK);

        // The pound's cut-off comes before the dollar's.
        await host.UntilWindowAsync("t1-GBP-2026-11-25", "open");
        await host.CloseWindowAsync("t1-GBP-2026-11-25");
        var settled = await host.UntilTransactionAsync("later", "settled");
        var late = (await host.SubmitAsync(payment.Body)).With(HttpStatusCode.OK);

        Assert.Null(early["metadata"]!["original_batch"]);
        Assert.NotNull((string?)settled["batch_id"]);
        Assert.Equal((string?)settled["batch_id"], (string?)late["metadata"]!["original_batch"]);
        Assert.Equal("208.07", (string?)settled["destination_amount"]);
    }

    private static void AssertAgrees(JsonNode report)
    {
        Assert.True((bool)report["equal"]!, report.ToJsonString());
        var euro = Assert.Single(report["currencies"]!.AsArray())!;
        Assert.Equal(("EUR", 6), ((string?)euro["currency"], (int)euro["payments"]!));
        Assert.Equal(("2470.70", "2470.70"), ((string?)euro["gross"], (string?)euro["gross_posted"]));
        Assert.Equal(("580.00", "580.00", "580.00"), ((string?)euro["net"], (string?)euro["wires_moved"], (string?)euro["postings"]));
        Assert.Equal(6, (int)report["counts"]!["settled"]!);
        Assert.Equal("j.doe", (string?)report["closed_by"]);
    }
}
