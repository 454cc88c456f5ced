using System.Security.Cryptography;
using System.Text;
using Settlement.Domain.Batches;
using Xunit;

namespace Settlement.Tests.Optimization;

public sealed class PlanHashTests
{
    private static readonly PlannedBatch Batch = new(
        "batch_x_1", 1,
        [new Candidate("t2", 7, "alfa", "bravo", "EUR", 100, "USD", 102), new Candidate("t1", 6, "bravo", "alfa", "EUR", 5, "EUR", 5)],
        [new NetPosition("bravo", "USD", 102), new NetPosition("alfa", "EUR", -95)],
        [new PlannedWire("batch_x_1_r1_w1", WirePhase.PayIn, "alfa", "system", "EUR", 95, null)],
        [new FxTrade("EUR", "USD", 1.0200m, 2.50m, 0, 100, -102, 1, 0)],
        "");

    [Fact]
    public void The_hash_is_over_the_documented_text()
    {
        const string Text =
            "settlement-batch/1\tbatch_x_1\t1\n" +
            "payment\tt1\t6\tbravo\talfa\tEUR\t5\tEUR\t5\n" +
            "payment\tt2\t7\talfa\tbravo\tEUR\t100\tUSD\t102\n" +
            "position\talfa\tEUR\t-95\n" +
            "position\tbravo\tUSD\t102\n" +
            "wire\tbatch_x_1_r1_w1\t1\talfa\tsystem\tEUR\t95\t\n" +
            "fx\tEUR\tUSD\t1.02\t2.5\t0\t100\t-102\t1\t0\n";

        Assert.Equal(Sha256(Text), PlanHash.Of(Batch));
    }

    [Fact]
    public void The_hash_of_a_plan_is_over_the_documented_text()
    {
        var plan = new BatchPlan(
            "x", SettlementMode.Net, [Batch with { Hash = "abc" }],
            [new Deferral("t9", DeferralReason.NetDebitCap, "alfa", "EUR", -3, 10)], new Cost(1, 2, 3), new Cost(4, 5, 6), 2, "USD", "");
        const string Text =
            "settlement-plan/1\tx\tnet\n" +
            "batch\tbatch_x_1\t1\tabc\n" +
            "deferred\tt9\tNetDebitCap\talfa\tEUR\t-3\t10\n" +
            "cost\t1\t2\t3\n" +
            "naive\t4\t5\t6\n" +
            "bound\t2\tUSD\n";

        Assert.Equal(Sha256(Text), PlanHash.Of(plan));
    }

    [Fact]
    public void The_order_of_lists_does_not_matter() =>
        Assert.Equal(PlanHash.Of(Batch), PlanHash.Of(
            Batch with { Payments = [.. Batch.Payments.Reverse()], Positions = [.. Batch.Positions.Reverse()] }));

    [Fact]
    public void Separators_inside_a_name_do_not_make_two_batches_equal()
    {
        var one = Batch with { Positions = [new NetPosition("a\tb", "c", 1)] };
        var other = Batch with { Positions = [new NetPosition("a", "b\tc", 1)] };
        var third = Batch with { Positions = [new NetPosition("a\\tb", "c", 1)] };

        Assert.Equal(3, new[] { PlanHash.Of(one), PlanHash.Of(other), PlanHash.Of(third) }.Distinct(StringComparer.Ordinal).Count());
    }

    private static string Sha256(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
