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

        Assert.NotEmpty(read.Certificate!.Cases!);
        Assert.Empty(PlanChecker.Check(Tight, read));
    }

    [Fact]
    public void A_plan_that_was_stored_before_there_were_certificates_is_read_and_only_accepted_as_such()
    {
        var plan = Planner.Plan(Tight);
        var old = JsonNode.Parse(PlanJson.Write(plan))!.AsObject();
        Assert.True(old.Remove("certificate") && old.Remove("savings") && old["cost"]!.AsObject().Remove("liquidity_minor"));
        var read = PlanJson.Read<BatchPlan>(old.ToJsonString());

        Assert.Null(read.Certificate);
        Assert.False(read.IsProvenOptimal);
        Assert.Equal(plan.Hash, PlanHash.Of(read));
        Assert.Empty(PlanChecker.Check(Tight, read, certificateRequired: false));
        Assert.Equal(PlanFaultKind.CertificateMissing, Assert.Single(PlanChecker.Check(Tight, read)).Kind);
    }

    [Fact]
    public void Telling_cases_apart_proves_no_less_and_where_few_payments_are_large_far_more()
    {
        var problem = ReferenceWorkloads.Find("fat-tailed")!.Make(300, 1);
        var whole = Planner.Plan(problem, PlanBudget.Default with { Cases = 1 }).Certificate!;
        var apart = Planner.Plan(problem).Certificate!;

        Assert.Null(whole.Cases);
        Assert.True(apart.WeightBound - apart.SettledWeight < (whole.WeightBound - whole.SettledWeight) / 2,
            $"{apart.WeightBound - apart.SettledWeight} is open, {whole.WeightBound - whole.SettledWeight} before");
    }

    [Fact]
    public void What_its_debtor_could_never_fund_takes_no_part_in_the_proof()
    {
        // bravo could pay 500 only if alfa paid it 400, and alfa has 300.
        var problem = new BatchingProblem(
            "t0-EUR-2026-11-23", SettlementMode.Net,
            [Pay("a", "alfa", "bravo", 400), Pay("b", "bravo", "charlie", 500), Pay("c", "alfa", "charlie", 250)],
            [new Liquidity("alfa", "EUR", 300, null), new Liquidity("bravo", "EUR", 100, null)], [], Problems.Rates, CostModel.Default);
        var plan = Planner.Plan(problem);

        Assert.Equal(["a", "b"], plan.Deferred.Select(deferral => deferral.TransactionId));
        Assert.True(plan.IsProvenOptimal);
        Assert.Empty(PlanChecker.Check(problem, plan));
    }

    [Fact]
    public void A_certificate_of_the_first_version_is_checked_as_it_was_then()
    {
        // It left the payment in that alfa can never fund: no price of its time proves more than that all of it could settle for nothing.
        var problem = new BatchingProblem(
            "t0-EUR-2026-11-23", SettlementMode.Net, [new Candidate("a", 1, "alfa", "bravo", "USD", 400, "USD", 400)],
            [new Liquidity("alfa", "USD", 300, null)], [], Problems.Rates, CostModel.Default);
        var plan = Planner.Plan(problem);
        var first = plan with { Certificate = plan.Certificate! with { Version = 1, WeightBound = 400 * 6 }, LowerBoundMinor = 0 };
        first = first with { Hash = PlanHash.Of(first) };

        Assert.True(plan.IsProvenOptimal);
        Assert.Empty(PlanChecker.Check(problem, first));
        Assert.NotEmpty(PlanChecker.Check(problem, first with { Certificate = first.Certificate with { Version = 2 } }));
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

    private static Candidate Pay(string id, string debtor, string creditor, long minor) =>
        new(id, id[0], debtor, creditor, "EUR", minor, "EUR", minor);
}
