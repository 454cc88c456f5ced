using System.Text;
using System.Text.Json;
using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>A party that finds its own side of a batch wrong although a quorum signed: its payments leave, the rest settles.</summary>
public sealed class ObjectingPartyTests(PostgresServer server)
{
    private const string Today = "t0-EUR-2026-11-24";
    private const string Batch = "batch_" + Today + "_1";

    private static readonly Transfer[] Others =
    [
        new("o1", Transfer.BankA, Transfer.BankB, 1_000m, Window: "t0"),
        new("o2", Transfer.BankB, Transfer.Acme, 300m, Window: "t0"),
    ];

    private static readonly Transfer[] Londons =
    [
        new("l1", Transfer.London, Transfer.BankA, 900m, Window: "t0"),
        new("l2", Transfer.Acme, Transfer.London, 100m, Window: "t0"),
    ];

    [Fact]
    public async Task Its_payments_are_reversed_and_the_next_round_settles_without_them()
    {
        // The same payments make the same plan on any machine, so a first day tells what the parties of a second one will sign.
        var hash = await HashOfAsync();
        await using var day = await SettlementDay.BeginAsync(server);
        await FixAsync(day, hash);
        await using var host = await day.StartHostAsync();

        var settlement = await SettleAsync(host);

        foreach (var transfer in Londons)
        {
            var view = await host.TransactionAsync(transfer.Id);
            Assert.Equal(("reversed", "party_objected"), ((string?)view["status"], (string?)view["reason_code"]));
        }

        foreach (var transfer in Others)
        {
            Assert.Equal("settled", (string?)(await host.TransactionAsync(transfer.Id))["status"]);
        }

        Assert.Equal(2, (int)settlement["round"]!);
        var agreements = settlement["agreements"]!.AsArray();
        Assert.Equal([1, 2], agreements.Select(agreement => (int)agreement!["round"]!));
        Assert.Equal(Transfer.London, (string?)Assert.Single(agreements[0]!["objections"]!.AsArray())!["participant"]);
        Assert.Empty(agreements[1]!["objections"]!.AsArray());
        Assert.DoesNotContain(Transfer.London, agreements[1]!["signers"]!.AsArray().Select(signer => (string?)signer));
        await host.AssertBooksInOrderAsync();
    }

    private static async Task<System.Text.Json.Nodes.JsonNode> SettleAsync(RunningHost host)
    {
        await host.PayAsync([.. Others, .. Londons]);
        await host.UntilWindowAsync(Today, "open");
        await host.CloseWindowAsync(Today);
        await host.UntilWindowAsync(Today, "reported");
        return (await host.GetAsync($"/api/v1/settlements/{Batch}/status")).Json;
    }

    private async Task<string> HashOfAsync()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync();
        var settlement = await SettleAsync(host);
        Assert.Empty(settlement["agreements"]![0]!["objections"]!.AsArray());
        return (string)settlement["plan_hash"]!;
    }

    /// <summary>What an engine would have fixed that was told so by London, and was killed then.</summary>
    private static async Task FixAsync(SettlementDay day, string hash)
    {
        var certificate = new Certificate(
            Batch, 1, hash, Parties: 4, Quorum: 3, [], SettlementDay.Morning,
            [new PartyRefusal(Transfer.London, "position_wrong: EUR -800.00, expected 0.00", IsObjection: true)]);
        var json = JsonSerializer.Serialize(certificate, new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
        await new PostgresConsensusLog(day.Database.HotDataSource, new EngineIdentity(), TimeProvider.System).FixAsync(
            ConsensusKeys.Certificate(Batch, 1), Encoding.UTF8.GetBytes(json), TestContext.Current.CancellationToken);
    }
}
