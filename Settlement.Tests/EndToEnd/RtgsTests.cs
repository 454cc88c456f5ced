using System.Text.Json.Nodes;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>Payments that settle gross, one by one, as soon as they are accepted.</summary>
public sealed class RtgsTests(PostgresServer server)
{
    [Fact]
    public async Task A_payment_goes_through_every_state_and_moves_exactly_its_amount()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var before = await host.BooksAsync();

        await host.PayAsync(new Transfer("gross", Transfer.BankA, Transfer.BankB, 1234.56m));
        var settled = await host.UntilTransactionAsync("gross", "settled");

        Assert.Equal(
            ["initial>submitted", "submitted>validated", "validated>batched", "batched>matched", "matched>settled"],
            settled["history"]!.AsArray().Select(step => $"{step!["from"]}>{step["to"]}"));
        Assert.Equal(
            new Dictionary<(string, string), decimal> { [(Transfer.BankA, "EUR")] = -1234.56m, [(Transfer.BankB, "EUR")] = 1234.56m },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
        Assert.Empty(settled["next"]!.AsArray());
        Assert.Null(settled["waits"]);
        await AssertPostedAsync(host, settled);
    }

    [Fact]
    public async Task A_cross_currency_payment_follows_the_mid_rate()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var before = await host.BooksAsync();

        await host.PayAsync(
            new Transfer("direct", Transfer.BankA, Transfer.BankB, 100_000, "USD", Destination: "EUR"),
            new Transfer("crossed", Transfer.Acme, Transfer.London, 250, "USD", Destination: "GBP"));
        var direct = await host.UntilTransactionAsync("direct", "settled");
        var crossed = await host.UntilTransactionAsync("crossed", "settled");

        // One euro is 1.0163 dollars and 0.84585 pounds in the bundled rates.
        Assert.Equal("98396.14", (string?)direct["destination_amount"]);
        Assert.Equal("208.07", (string?)crossed["destination_amount"]);
        Assert.Equal(
            new Dictionary<(string, string), decimal>
            {
                [(Transfer.BankA, "USD")] = -100_000m,
                [(Transfer.BankB, "EUR")] = 98_396.14m,
                [(Transfer.Acme, "USD")] = -250m,
                [(Transfer.London, "GBP")] = 208.07m,
            },
            (await host.AssertBooksInOrderAsync()).GrownSince(before));
    }

    [Fact]
    public async Task Many_payments_both_ways_all_settle_and_leave_nothing_open()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var before = await host.BooksAsync();
        string[] parties = [Transfer.BankA, Transfer.BankB, Transfer.Acme, Transfer.London];
        var transfers = Enumerable.Range(0, 60)
            .Select(i => new Transfer($"many_{i}", parties[i % 4], parties[(i + 1 + (i / 4 % 3)) % 4], 100 + i, i % 2 == 0 ? "EUR" : "USD"))
            .ToArray();

        await host.PayAsync(transfers);
        await host.UntilSettledAsync(transfers);

        var expected = new Dictionary<(string, string), decimal>();
        foreach (var transfer in transfers)
        {
            expected[(transfer.From, transfer.Currency)] = expected.GetValueOrDefault((transfer.From, transfer.Currency)) - transfer.Amount;
            expected[(transfer.To, transfer.Currency)] = expected.GetValueOrDefault((transfer.To, transfer.Currency)) + transfer.Amount;
        }

        Assert.Equal(expected.Where(change => change.Value != 0).ToDictionary(), (await host.AssertBooksInOrderAsync()).GrownSince(before));
    }

    private static async Task AssertPostedAsync(RunningHost host, JsonNode settled)
    {
        var entries = (await host.GetAsync("/api/v1/ledger/entries?order=desc&limit=10")).Json["items"]!.AsArray();
        var entry = Assert.Single(entries, entry => (long)entry!["position"]! == (long)settled["ledger_entry"]!)!;
        Assert.Equal(0m, entry["postings"]!.AsArray().Sum(posting => decimal.Parse((string)posting!["amount"]!, System.Globalization.CultureInfo.InvariantCulture)));
    }
}
