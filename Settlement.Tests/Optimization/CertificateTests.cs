using System.Text.Json.Nodes;
using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Settlement.Optimization.Workloads;
using Xunit;

namespace Settlement.Tests.Optimization;

public sealed class CertificateTests
{
    private static BatchingProblem Tight { get; } = ReferenceWorkloads.All.Single(workload => workload.Name == "balanced").Make(200, 3);

    [Fact]
    public void A_stored_certificate_still_proves_the_plan()
    {
        var plan = Planner.Plan(Tight);
        var read = PlanJson.Read<BatchPlan>(PlanJson.Write(plan));

        Assert.NotEmpty(read.Certificate!.Weight.Cells);
        Assert.Empty(PlanChecker.Check(Tight, read));
    }

    [Fact]
    public void A_plan_that_was_stored_without_a_certificate_is_read_and_hashes_as_before()
    {
        var plan = Planner.Plan(Tight);
        var old = JsonNode.Parse(PlanJson.Write(plan))!.AsObject();
        Assert.True(old.Remove("certificate") && old.Remove("savings") && old["cost"]!.AsObject().Remove("liquidity_minor"));
        var read = PlanJson.Read<BatchPlan>(old.ToJsonString());

        Assert.Null(read.Certificate);
        Assert.False(read.IsProvenOptimal);
        Assert.Equal(plan.Hash, PlanHash.Of(read));
        Assert.Empty(PlanChecker.Check(Tight, read));
    }

    [Fact]
    public void Equal_budgets_and_seeds_give_equal_plans_and_more_steps_never_less_weight()
    {
        var budget = PlanBudget.Default with { Seed = 7 };
        var plan = Planner.Plan(Tight, budget);

        Assert.Equal(plan.Hash, Planner.Plan(Tight, budget).Hash);
        var without = Planner.Plan(Tight, budget with { Neighbourhoods = 0 });
        Assert.True(plan.Certificate!.SettledWeight >= without.Certificate!.SettledWeight);
    }

    [Fact]
    public void A_plan_that_settles_everything_in_one_currency_is_proven_optimal()
    {
        var plan = Planner.Plan(ReferenceWorkloads.All.Single(workload => workload.Name == "gridlock").Make(200, 1));

        Assert.Empty(plan.Deferred);
        Assert.True(plan.IsProvenOptimal);
        Assert.Equal(0, plan.Gap);
    }

    [Fact]
    public void Funds_and_rails_have_their_price()
    {
        var costs = CostModel.Default with { LiquidityBasisPointsPerDay = 1m, RailFees = new Dictionary<string, long> { ["USD"] = 40 } };
        var problem = Tight with { Costs = costs };
        var plan = Planner.Plan(problem);

        Assert.Empty(PlanChecker.Check(problem, plan));
        Assert.True(plan.Cost.LiquidityMinor > 0);
        Assert.Equal(40 * plan.Batches.Sum(batch => batch.Wires.Count), plan.Cost.WiresMinor);
    }
}
