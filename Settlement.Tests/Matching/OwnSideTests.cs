using Settlement.Domain.Batches;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Matching;

/// <summary>Plans that a planner got wrong, with a hash that fits: whom it concerns must object, by the right reason, and nobody else.</summary>
public sealed class OwnSideTests(PostgresServer postgres)
{
    private static readonly PlannedBatch Honest = Community.Ring("own_side", parties: 4, payments: 12);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_honest_plan_is_signed_by_all()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);

        var result = await world.Stage(Community.ViewOf(Honest)).MatchAsync(Honest, Cancellation);

        Assert.Empty(result.Refusals);
        Assert.Equal(4, result.Certificate!.Votes.Count);
    }

    [Theory]
    [InlineData("hash", "hash_mismatch", "bank_00 bank_01 bank_02 bank_03")]
    [InlineData("twice", "duplicate_payment", "bank_00 bank_01")]
    [InlineData("invented", "payment_unknown", "bank_00 bank_02")]
    [InlineData("amount", "payment_differs", "bank_00 bank_01")]
    [InlineData("creditor", "payment_differs", "bank_00 bank_03")]
    [InlineData("currency", "payment_differs", "bank_00 bank_01")]
    [InlineData("omitted from positions", "position_wrong", "bank_00")]
    [InlineData("position", "position_wrong", "bank_00")]
    [InlineData("wire omitted", "wires_do_not_settle", "bank_00")]
    [InlineData("wire amount", "wires_do_not_settle", "bank_00")]
    [InlineData("negative wire", "wire_malformed", "bank_00")]
    [InlineData("pay-out in phase 1", "wire_malformed", "bank_00")]
    [InlineData("stray transaction", "wire_not_of_payment", "bank_00")]
    [InlineData("round trip of too much", "wires_exceed_payments", "bank_00 bank_01")]
    public async Task A_wrong_plan_is_refused_by_those_whom_it_concerns(string fault, string reason, string objectors)
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);

        var result = await world.Stage(Community.ViewOf(Honest)).MatchAsync(Spoil(fault), Cancellation);

        Assert.Equal(objectors, string.Join(' ', result.Refusals.Select(refusal => refusal.Participant).Order(StringComparer.Ordinal)));
        Assert.All(result.Refusals, refusal => Assert.StartsWith(reason + ": ", refusal.Reason, StringComparison.Ordinal));
        Assert.Equal(4 - result.Refusals.Count >= Quorum.Of(4), result.Certificate is not null);
    }

    [Theory]
    [InlineData(1_000, 920, true)]
    [InlineData(1_000, 919, false)]
    [InlineData(1_000, 921, false)]
    [InlineData(2_174, 2_000, true)]
    public async Task A_payment_across_currencies_is_held_against_the_batchs_mid(long source, long destination, bool signed)
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var batch = Community.Net(
            "across",
            [new Candidate("txn_fx", 1, "bank_00", "bank_01", "USD", source, "EUR", destination)],
            [new FxTrade("EUR", "USD", 1.0870m, 2m, 0, -destination, source, 0)]);

        var result = await world.Stage(Community.ViewOf(batch)).MatchAsync(batch, Cancellation);

        Assert.Equal(signed, result.Certificate is not null);
        Assert.All(result.Refusals, refusal => Assert.StartsWith("rate_wrong: ", refusal.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_later_round_settles_what_the_confirmed_wires_have_left()
    {
        await using var world = await MatchingWorld.CreateAsync(postgres);
        var first = Community.Net("later",
        [
            new Candidate("txn_1", 1, "bank_00", "bank_01", "EUR", 100, "EUR", 100),
            new Candidate("txn_2", 2, "bank_02", "bank_01", "EUR", 50, "EUR", 50),
        ]);

        // bank_02 failed; bank_00 has paid 100 in already, bank_01 has been paid nothing.
        var second = Community.Hashed(new PlannedBatch(
            "later", 2, [first.Payments[0]], [new("bank_00", "EUR", -100), new("bank_01", "EUR", 100)],
            [new PlannedWire("later_2_0", WirePhase.PayOut, PlannedWire.SystemParty, "bank_01", "EUR", 100, null)], [], ""));
        var stage = world.Stage(Community.ViewOf(first, new NetPosition("bank_00", "EUR", -100)));

        var result = await stage.MatchAsync(second, Cancellation);

        Assert.Empty(result.Refusals);
        Assert.NotNull(result.Certificate);
    }

    private static PlannedBatch Spoil(string fault)
    {
        var (payment, wire) = (Honest.Payments[0], Honest.Wires.First(wire => wire.Debtor == "bank_00" || wire.Creditor == "bank_00"));
        var others = Honest.Payments.Skip(1).ToList();
        var otherWires = Honest.Wires.Where(other => other != wire).ToList();
        return fault switch
        {
            "hash" => Honest with { Hash = new string('0', 64) },
            "twice" => Community.Hashed(Honest with { Payments = [payment, .. Honest.Payments] }),
            "invented" => Community.Hashed(Honest with
            {
                Payments = [.. Honest.Payments, new Candidate("txn_nobody", 99, "bank_00", "bank_02", "EUR", 5, "EUR", 5)],
            }),
            "amount" => Community.Net(Honest.BatchId, [payment with { SourceMinor = 9, DestinationMinor = 9 }, .. others]),
            "creditor" => Community.Net(Honest.BatchId, [payment with { Creditor = "bank_03" }, .. others]),
            "currency" => Community.Net(Honest.BatchId, [payment with { SourceCurrency = "USD", DestinationCurrency = "USD" }, .. others]),
            "omitted from positions" => Community.Hashed(Honest with { Positions = [.. Honest.Positions.Where(p => p.Participant != "bank_00")] }),
            "position" => Community.Hashed(Honest with
            {
                Positions = [.. Honest.Positions.Select(p => p.Participant == "bank_00" ? p with { NetMinor = p.NetMinor + 1 } : p)],
            }),
            "wire omitted" => Community.Hashed(Honest with { Wires = otherWires }),
            "wire amount" => Community.Hashed(Honest with { Wires = [.. otherWires, wire with { AmountMinor = wire.AmountMinor - 1 }] }),
            "negative wire" => Community.Hashed(Honest with { Wires = [.. otherWires, wire with { AmountMinor = -wire.AmountMinor }] }),
            "pay-out in phase 1" => Community.Hashed(Honest with
            {
                Wires = [.. otherWires, wire with { Phase = wire.Phase == WirePhase.PayIn ? WirePhase.PayOut : WirePhase.PayIn }],
            }),
            "stray transaction" => Community.Hashed(Honest with { Wires = [.. otherWires, wire with { TransactionId = "txn_other" }] }),
            "round trip of too much" => Community.Hashed(Honest with
            {
                Wires =
                [
                    .. Honest.Wires,
                    new PlannedWire("there", WirePhase.PayIn, "bank_00", "bank_01", "EUR", 1_000_000, null),
                    new PlannedWire("back", WirePhase.PayIn, "bank_01", "bank_00", "EUR", 1_000_000, null),
                ],
            }),
            _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "no such fault"),
        };
    }
}
