using System.Text.Json.Nodes;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>A participant whose side of a wire the rail refuses for good: its payments go back, the others settle.</summary>
public sealed class FailingPartyTests(PostgresServer server)
{
    private const string Today = "t0-EUR-2026-11-24";

    private static readonly (string, string) LondonIsBlocked = ("Execution:Faults:Blocked:" + Transfer.London, "account_blocked");

    private static readonly Transfer[] Others =
    [
        new("o1", Transfer.BankA, Transfer.BankB, 1_000m, Window: "t0"),
        new("o2", Transfer.BankB, Transfer.Acme, 300m, Window: "t0"),
        new("o3", Transfer.Acme, Transfer.BankA, 50.50m, Window: "t0"),
    ];

    public static TheoryData<string> Sides => ["debtor", "creditor"];

    [Theory]
    [MemberData(nameof(Sides))]
    public async Task Its_payments_are_reversed_with_a_notice_and_the_rest_of_the_batch_is_netted_again_and_settled(string side)
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(LondonIsBlocked);
        var before = await host.BooksAsync();
        var (pays, receives) = side == "debtor" ? (900m, 100m) : (100m, 900m);
        Transfer[] londons =
        [
            new("l1", Transfer.London, Transfer.BankA, pays, Window: "t0"),
            new("l2", Transfer.Acme, Transfer.London, receives, Window: "t0"),
        ];
        await host.PayAsync([.. Others, .. londons]);
        await host.UntilWindowAsync(Today, "open");

        await host.CloseWindowAsync(Today);
        var reported = await host.UntilWindowAsync(Today, "reported");

        Assert.Equal($$"""{"settled":{{Others.Length}},"reversed":{{londons.Length}}}""", reported["payments"]!.ToJsonString());
        foreach (var transfer in londons)
        {
            AssertReversed(await host.TransactionAsync(transfer.Id));
        }

        foreach (var transfer in Others)
        {
            Assert.Equal("settled", (string?)(await host.TransactionAsync(transfer.Id))["status"]);
        }

        Assert.Equal(
            new Dictionary<(string, string), decimal>
            {
                [(Transfer.BankA, "EUR")] = -949.50m, [(Transfer.BankB, "EUR")] = 700m, [(Transfer.Acme, "EUR")] = 249.50m,
            },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
        AssertReported((await host.GetAsync($"/api/v1/windows/{Today}/report")).Json);
    }

    [Fact]
    public async Task A_gross_payment_of_it_is_reversed_alone()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(LondonIsBlocked);
        var before = await host.BooksAsync();

        await host.PayAsync(
            new Transfer("to_settle", Transfer.BankA, Transfer.BankB, 10m),
            new Transfer("to_fail", Transfer.London, Transfer.BankB, 20m),
            new Transfer("to_settle_too", Transfer.BankB, Transfer.Acme, 30m));
        AssertReversed(await host.UntilTransactionAsync("to_fail", "reversed"));
        await host.UntilTransactionAsync("to_settle", "settled");
        await host.UntilTransactionAsync("to_settle_too", "settled");

        Assert.Equal(
            new Dictionary<(string, string), decimal>
            {
                [(Transfer.BankA, "EUR")] = -10m, [(Transfer.BankB, "EUR")] = -20m, [(Transfer.Acme, "EUR")] = 30m,
            },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
    }

    [Fact]
    public async Task A_cross_currency_payment_whose_pay_out_is_refused_gives_the_payer_its_money_back()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(LondonIsBlocked);
        var before = await host.BooksAsync();

        await host.PayAsync(new Transfer("back_again", Transfer.Acme, Transfer.London, 250m, "USD", Destination: "GBP"));
        AssertReversed(await host.UntilTransactionAsync("back_again", "reversed"));
        var batch = (string)(await host.TransactionAsync("back_again"))["batch_id"]!;
        await RunningHost.UntilAsync(
            "the batch is final", () => host.GetAsync($"/api/v1/settlements/{batch}/status"), answer => (string?)answer.Json["status"] == "abandoned");

        Assert.Empty((await host.AssertBooksInOrderAsync()).GrownSince(before));
        Assert.Equal(0m, await day.QueryAsync<decimal>("""
            select coalesce(sum(case when debtor = 'acme_usa' then -amount_minor when creditor = 'acme_usa' then amount_minor else 0 end), 0)
            from rail_sim.wires
            """));
    }

    private static void AssertReversed(JsonNode transaction)
    {
        Assert.Equal(("reversed", "account_blocked"), ((string?)transaction["status"], (string?)transaction["reason_code"]));
        var notice = (string?)transaction["history"]!.AsArray()[^1]!["payload"]!["notice"];
        Assert.Contains(Transfer.London, notice, StringComparison.Ordinal);
    }

    private static void AssertReported(JsonNode report)
    {
        Assert.True((bool)report["equal"]!, report.ToJsonString());
        Assert.Equal((3, 2), ((int)report["counts"]!["settled"]!, (int)report["counts"]!["reversed"]!));
        Assert.Equal(["l1", "l2"], report["reversed"]!.AsArray().Select(payment => (string)payment!["transaction_id"]!).Order(StringComparer.Ordinal));
        Assert.Equal(2, (int)Assert.Single(report["batches"]!.AsArray())!["round"]!);
    }
}
