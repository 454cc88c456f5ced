using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>Rails that lose instructions and replies, hold them back, refuse for now, or do not answer at all.</summary>
public sealed class RailFaultTests(PostgresServer server)
{
    private static readonly (string, string)[] Quickly = [("Execution:BaseDelayMilliseconds", "5"), ("Execution:MaxDelayMilliseconds", "40")];

    public static TheoryData<string, string> Faults => new()
    {
        { "Execution:Faults:LostAfterRate", "0.7" },
        { "Execution:Faults:LostBeforeRate", "0.7" },
        { "Execution:Faults:HeldRate", "0.7" },
        { "Execution:Faults:TransientRefusalRate", "0.4" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Everything_settles_with_one_effect_per_wire_whatever_the_rails_lose(string fault, string rate)
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync([.. Quickly, (fault, rate)]);

        await SettleWindowsAsync(host);

        // The faults did happen: an undisturbed wire takes one call.
        Assert.True(await day.QueryAsync<long>("select count(*) from wires where attempts > 1") > 0);
        await AssertOneEffectAsync(day);
        await host.AssertBooksInOrderAsync();
    }

    [Fact]
    public async Task When_a_region_is_down_another_one_takes_over()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync(
            [.. Quickly, ("Execution:Faults:Outages:0:Region", "eu"), ("Execution:Faults:LostAfterRate", "0.3")]);

        await SettleWindowsAsync(host);

        Assert.True(await day.QueryAsync<long>("select count(*) from wire_attempts where region = 'eu'") > 0);
        Assert.Equal(0, await day.QueryAsync<long>("select count(*) from rail_sim.wires where region = 'eu'"));
        await AssertOneEffectAsync(day);
        await host.AssertBooksInOrderAsync();
    }

    private static async Task SettleWindowsAsync(RunningHost host)
    {
        string[] parties = [Transfer.BankA, Transfer.BankB, Transfer.Acme, Transfer.London];
        string[] currencies = ["EUR", "USD", "GBP"];
        var transfers = Enumerable.Range(0, 24)
            .Select(i => new Transfer($"f{i}", parties[i % 4], parties[(i + 1 + (i % 3)) % 4], 100 + (i * i), currencies[i % 3], i < 18 ? "t0" : "rtgs"))
            .ToArray();
        await host.PayAsync(transfers);
        foreach (var currency in currencies)
        {
            await host.UntilWindowAsync($"t0-{currency}-2026-11-24", "open");
            await host.CloseWindowAsync($"t0-{currency}-2026-11-24");
        }

        await host.UntilSettledAsync(transfers);
        foreach (var currency in currencies)
        {
            await host.UntilWindowAsync($"t0-{currency}-2026-11-24", "reported");
            Assert.True((bool)(await host.GetAsync($"/api/v1/windows/t0-{currency}-2026-11-24/report")).Json["equal"]!);
        }
    }

    /// <summary>The engine's wires and the network's own book name the same movements.</summary>
    private static async Task AssertOneEffectAsync(SettlementDay day) => Assert.Equal(0, await day.QueryAsync<long>("""
        select count(*)
        from (select * from wires where state <> 'withdrawn') w full join rail_sim.wires r using (wire_id)
        where w.state is distinct from 'confirmed'
           or (w.debtor, w.creditor, w.currency, w.amount_minor) is distinct from (r.debtor, r.creditor, r.currency, r.amount_minor)
        """));
}
