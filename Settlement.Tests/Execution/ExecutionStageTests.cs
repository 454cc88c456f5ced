using Settlement.Domain.Batches;
using Settlement.Engine.Execution;
using Settlement.Engine.Execution.Simulation;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Execution;

public sealed class ExecutionStageTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_micro_batch_of_500_direct_transfers_takes_three_round_trips()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        var killer = new Killer();
        var batch = RailWorld.Batch("micro", 500, 0) with
        {
            Wires = [.. Enumerable.Range(0, 500).Select(i => new PlannedWire($"micro_1_{i}", WirePhase.PayIn, $"p{i % 9}", "q", "EUR", 1 + i, $"txn_{i}"))],
        };

        var result = await world.DriveAsync(batch, killer, experienced: true);

        Assert.Equal(ExecutionOutcome.Completed, result.Outcome);
        Assert.Equal("open send record", string.Join(' ', killer.Calls.Skip(1)));
        Assert.Equal("500", await world.ListAsync("select count(*) from rail_sim.wires"));
        var confirmed = await world.Stage().ConfirmedWiresAsync("micro", Cancellation);
        Assert.Equal(batch.Wires.ToHashSet(), confirmed.ToHashSet());
    }

    [Fact]
    public async Task No_pay_out_is_sent_before_every_pay_in_is_confirmed()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { TransientRefusalRate = 0.3, LostAfterRate = 0.2, LostBeforeRate = 0.2 });
        var killer = new Killer();

        var result = await world.DriveAsync(RailWorld.Batch("phases", 12, 12), killer);

        Assert.Equal(ExecutionOutcome.Completed, result.Outcome);
        var paidIn = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (_, _, wires, replies) in killer.RailCalls)
        {
            Assert.True(paidIn.Count == 12 || wires.All(wire => wire.Wire.Phase == WirePhase.PayIn), "a pay-out was sent too early");
            paidIn.UnionWith(wires.Where((wire, i) => wire.Wire.Phase == WirePhase.PayIn && replies[i].Status == WireStatus.Confirmed)
                .Select(wire => wire.Wire.WireId));
        }
    }

    [Theory]
    [InlineData("transient refusal")]
    [InlineData("lost before")]
    [InlineData("lost after")]
    [InlineData("held")]
    [InlineData("slow")]
    [InlineData("all together")]
    public async Task Every_passing_fault_ends_with_each_wire_done_once(string fault)
    {
        var all = string.Equals(fault, "all together", StringComparison.Ordinal);
        var faults = new FaultPlan
        {
            TransientRefusalRate = all ? 0.2 : fault == "transient refusal" ? 0.4 : 0,
            LostBeforeRate = all ? 0.2 : fault == "lost before" ? 0.6 : 0,
            LostAfterRate = all ? 0.2 : fault == "lost after" ? 0.8 : 0,
            HeldRate = all ? 0.2 : fault == "held" ? 0.6 : 0,
            MeanDelayMilliseconds = all || fault == "slow" ? 40 : 0,
        };
        await using var world = await RailWorld.CreateAsync(postgres, faults);
        world.Settings.MaxRefusals = 100;
        var batch = RailWorld.Batch("passing", 20, 5);

        var result = await world.DriveAsync(batch);
        world.Time.Leap(TimeSpan.FromHours(1));
        await world.Network.DeliverHeldAsync(Cancellation);

        Assert.Equal(ExecutionOutcome.Completed, result.Outcome);
        Assert.Equal(Ids(batch.Wires), await world.EffectsAsync());
        Assert.Equal(Ids(batch.Wires), await world.InStateAsync(WireState.Confirmed));
    }

    [Fact]
    public async Task A_lost_reply_is_inquired_about_before_anything_is_resent()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { LostAfterRate = 0.4, LostBeforeRate = 0.4 });
        var killer = new Killer();

        await world.DriveAsync(RailWorld.Batch("inquired", 30, 0), killer);

        var lastReply = new Dictionary<string, WireStatus>(StringComparer.Ordinal);
        foreach (var (kind, _, wires, replies) in killer.RailCalls)
        {
            for (var i = 0; i < wires.Count; i++)
            {
                var id = wires[i].Wire.WireId;
                Assert.False(
                    kind == "send" && lastReply.TryGetValue(id, out var last) && last is WireStatus.Unknown or WireStatus.Confirmed, $"{id} was resent in doubt");
                lastReply[id] = replies[i].Status;
            }
        }

        Assert.Contains(killer.RailCalls, call => call.Kind == "inquire");
        Assert.Equal("0", await world.ListAsync("select count(*) from rail_sim.counters where name = 'duplicates_refused'"));
    }

    [Fact]
    public async Task A_blocked_debtor_fails_by_name_and_nothing_is_paid_out()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { LostAfterRate = 0.3, LostBeforeRate = 0.3, Blocked = { ["debtor_3"] = "account_blocked" } });
        var batch = RailWorld.Batch("blocked", 10, 10);

        var result = await world.DriveAsync(batch);
        var again = await world.DriveAsync(batch);

        var failed = Assert.Single(result.Failed);
        Assert.Equal((ExecutionOutcome.PartyFailed, "debtor_3", "account_blocked"), (result.Outcome, failed.Participant, failed.Code));
        Assert.Equal(result.Failed, again.Failed);
        Assert.Equal("", await world.InStateAsync(WireState.Sending));
        Assert.Equal("", await world.InStateAsync(WireState.Pending));
        Assert.Equal(await world.InStateAsync(WireState.Confirmed), await world.EffectsAsync());
        Assert.DoesNotContain("out", await world.EffectsAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_closed_creditor_fails_after_the_pay_ins_stand()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { Blocked = { ["creditor_1"] = "account_closed" } });

        var result = await world.DriveAsync(RailWorld.Batch("closed", 4, 4));

        Assert.Equal("creditor_1", Assert.Single(result.Failed).Participant);
        Assert.Equal("7", await world.ListAsync("select count(*) from rail_sim.wires"));
    }

    [Fact]
    public async Task A_refusal_that_never_passes_fails_after_the_bound()
    {
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { TransientRefusalRate = 1 });
        world.Settings.MaxRefusals = 4;

        var result = await world.DriveAsync(RailWorld.Batch("refused", 1, 1));

        Assert.Equal("liquidity_shortage", Assert.Single(result.Failed).Code);
        Assert.Equal("4", await world.ListAsync("select count(*) from wire_attempts where kind = 'send'"));
    }

    [Fact]
    public async Task What_failed_stays_withdrawn_although_a_copy_was_still_under_way()
    {
        // Every instruction but the blocked one is held by its region: nothing is done, no reply comes.
        await using var world = await RailWorld.CreateAsync(postgres, new FaultPlan { HeldRate = 1, Blocked = { ["debtor_0"] = "account_blocked" } });

        var result = await world.DriveAsync(RailWorld.Batch("under_way", 3, 1));
        world.Time.Leap(TimeSpan.FromHours(1));
        var delivered = await world.Network.DeliverHeldAsync(Cancellation);

        Assert.Equal(ExecutionOutcome.PartyFailed, result.Outcome);
        Assert.Equal(0, delivered);
        Assert.Equal("", await world.EffectsAsync());
    }

    [Fact]
    public async Task Other_wires_under_the_same_ids_are_refused_by_the_engine_and_by_the_rail()
    {
        await using var world = await RailWorld.CreateAsync(postgres);
        var batch = RailWorld.Batch("reused", 1, 0);
        await world.DriveAsync(batch);
        var wire = batch.Wires[0] with { AmountMinor = 5 };

        await Assert.ThrowsAsync<InvalidOperationException>(() => world.Stage().ExecuteAsync(batch with { Wires = [wire] }, Cancellation));
        var reply = Assert.Single(await world.Network.DeliverAsync("eu", 9, [wire], Cancellation));

        Assert.Equal((WireStatus.Refused, "wire_id_reused", true), (reply.Status, reply.Code, reply.IsFinal));
    }

    [Fact]
    public async Task One_seed_gives_one_history()
    {
        var faults = new FaultPlan { Seed = 7, TransientRefusalRate = 0.2, LostBeforeRate = 0.2, LostAfterRate = 0.2 };
        var histories = new List<string>();
        for (var run = 0; run < 2; run++)
        {
            await using var world = await RailWorld.CreateAsync(postgres, faults);
            await world.DriveAsync(RailWorld.Batch("seeded", 15, 15));
            histories.Add(await world.ListAsync("select wire_id, attempt, kind, region, outcome from wire_attempts order by wire_id, attempt"));
        }

        Assert.Equal(histories[0], histories[1]);
    }

    private static string Ids(IEnumerable<PlannedWire> wires) => string.Join(' ', wires.Select(wire => wire.WireId).Order(StringComparer.Ordinal));
}
