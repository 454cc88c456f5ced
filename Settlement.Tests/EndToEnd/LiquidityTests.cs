using System.Text.Json.Nodes;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>
/// Payments that their payer cannot afford yet. Every participant of the demo community starts with 50 million of each currency, and in
/// Australian dollars and Swedish crowns nothing but its balance limits it.
/// </summary>
public sealed class LiquidityTests(PostgresServer server)
{
    [Fact]
    public async Task A_payment_beyond_the_balance_waits_and_settles_with_exactly_the_release_amount()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var before = await host.BooksAsync();
        await host.PayAsync(new Transfer("large", Transfer.BankA, Transfer.BankB, 60_000_000.25m, "AUD"));
        AssertWaits((await host.UntilTransactionAsync("large", "deferred"))["waits"]!, "insufficient_balance", "AUD", "50000000.00", "10000000.25");

        await host.FundAsync(Transfer.BankA, "AUD", "10000000.24", "one cent short");
        await NextRoundAsync(day, host, "after_short");
        Assert.Equal("deferred", (string?)(await host.TransactionAsync("large"))["status"]);

        await host.FundAsync(Transfer.BankA, "AUD", "0.01", "the last cent");
        day.Clock.Leap(TimeSpan.FromSeconds(2));
        await host.UntilTransactionAsync("large", "settled");

        var after = await host.AssertBooksInOrderAsync();
        Assert.Equal(0m, after.Of(Transfer.BankA, "AUD"));
        Assert.Equal(60_000_000.25m, after.GrownSince(before)[(Transfer.BankB, "AUD")]);
    }

    [Fact]
    public async Task Exactly_the_release_amount_in_one_funding_is_enough()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(new Transfer("large", Transfer.BankA, Transfer.BankB, 50_000_000.01m, "AUD"));
        var waits = (await host.UntilTransactionAsync("large", "deferred"))["waits"]!;

        await host.FundAsync(Transfer.BankA, "AUD", (string)waits["release_amount"]!, "as told");

        await host.UntilTransactionAsync("large", "settled");
        await host.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task A_payment_beyond_the_net_debit_cap_names_the_cap()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();

        await host.PayAsync(new Transfer("capped", Transfer.BankA, Transfer.BankB, 45_000_000m));

        AssertWaits((await host.UntilTransactionAsync("capped", "deferred"))["waits"]!, "net_debit_cap", "EUR", "40000000.00", "5000000.00");
    }

    [Fact]
    public async Task Two_payments_that_neither_side_can_afford_alone_settle_against_each_other()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var before = await host.BooksAsync();
        await host.PayAsync(new Transfer("there", Transfer.BankA, Transfer.BankB, 70_000_000m, "AUD"));
        await host.UntilTransactionAsync("there", "deferred");

        await host.PayAsync(new Transfer("back", Transfer.BankB, Transfer.BankA, 65_000_000m, "AUD"));
        day.Clock.Leap(TimeSpan.FromSeconds(2));
        await host.UntilTransactionAsync("there", "settled");
        await host.UntilTransactionAsync("back", "settled");

        Assert.Equal(
            new Dictionary<(string, string), decimal> { [(Transfer.BankA, "AUD")] = -5_000_000m, [(Transfer.BankB, "AUD")] = 5_000_000m },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
    }

    [Fact]
    public async Task In_a_netted_window_a_payment_beyond_the_balance_moves_to_the_next_window_and_settles_there()
    {
        const string Today = "t0-SEK-2026-11-24";
        const string Tomorrow = "t0-SEK-2026-11-25";
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        await host.PayAsync(
            new Transfer("small", Transfer.BankB, Transfer.Acme, 100m, "SEK", "t0"),
            new Transfer("large", Transfer.BankA, Transfer.BankB, 60_000_000m, "SEK", "t0"));
        await host.UntilWindowAsync(Today, "open");

        await host.CloseWindowAsync(Today);
        await host.UntilWindowAsync(Today, "reported");
        await host.UntilTransactionAsync("small", "settled");
        var deferred = await host.UntilTransactionAsync("large", "deferred");
        AssertWaits(deferred["waits"]!, "insufficient_balance", "SEK", "50000000.00", "10000000.00");
        Assert.Equal(Tomorrow, (string?)deferred["window"]!["window_id"]);
        var report = (await host.GetAsync($"/api/v1/windows/{Today}/report")).Json;
        var listed = Assert.Single(report["deferred"]!.AsArray())!;
        Assert.Equal(("large", Tomorrow), ((string?)listed["transaction_id"], (string?)listed["next_window_id"]));

        await host.FundAsync(Transfer.BankA, "SEK", "10000000.00", "top up");
        (await host.CloseWindowAsync(Tomorrow)).With(System.Net.HttpStatusCode.Accepted);
        await host.UntilWindowAsync(Tomorrow, "reported");

        Assert.Equal("settled", (string?)(await host.TransactionAsync("large"))["status"]);
        Assert.True((bool)(await host.GetAsync($"/api/v1/windows/{Tomorrow}/report")).Json["equal"]!);
        await host.AssertBooksInOrderAsync();
    }

    /// <summary>A round that tried the queue has been planned when a payment submitted after the leap has settled.</summary>
    private static async Task NextRoundAsync(SettlementDay day, RunningHost host, string id)
    {
        day.Clock.Leap(TimeSpan.FromSeconds(2));
        var other = new Transfer(id, Transfer.Acme, Transfer.London, 1m, "USD");
        await host.PayAsync(other);
        await host.UntilSettledAsync(other);
    }

    private static void AssertWaits(JsonNode waits, string reason, string currency, string limit, string release)
    {
        Assert.Equal((reason, Transfer.BankA, currency), ((string?)waits["reason"], (string?)waits["participant"], (string?)waits["currency"]));
        Assert.Equal((limit, release), ((string?)waits["limit"], (string?)waits["release_amount"]));
    }
}
