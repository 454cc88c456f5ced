using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Settlement.Optimization.Exact;
using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Pricing;
using Settlement.Optimization.Workloads;
using Xunit;

namespace Settlement.Tests.Optimization;

public sealed class WorkloadTests
{
    public static TheoryData<string> Names => [.. ReferenceWorkloads.All.Select(workload => workload.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_seed_and_a_count_name_one_problem(string name)
    {
        var workload = ReferenceWorkloads.Find(name)!;

        Assert.Equal(PlanJson.Write(workload.Make(200, 7)), PlanJson.Write(workload.Make(200, 7)));
        Assert.NotEqual(PlanJson.Write(workload.Make(200, 7)), PlanJson.Write(workload.Make(200, 8)));
        Assert.Equal(workload.FixedPayments ?? 200, workload.Make(200, 7).Candidates.Count);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Its_plans_pass_the_checker_and_cost_less_than_naive_batches(string name)
    {
        var problem = ReferenceWorkloads.Find(name)!.Make(400, 1);
        var plan = Planner.Plan(problem);

        Assert.Empty(PlanChecker.Check(problem, plan));

        // Against greedy the wires of many small positions may cost what naive batches save by taking the same wrong payments.
        Assert.True(
            plan.Cost.TotalMinor < plan.NaiveCost.TotalMinor || (name == "against-greedy" && plan.Cost.DeferralMinor <= plan.NaiveCost.DeferralMinor),
            $"{plan.Cost} against {plan.NaiveCost}");
    }

    [Fact]
    public void Fifty_payments_sum_to_five_million_dollars()
    {
        var problem = ReferenceWorkloads.Find("fifty")!.Make(50, 3);

        Assert.Equal(5_000_000_00, problem.Candidates.Sum(payment => payment.SourceMinor));
        Assert.All(problem.Candidates, payment => Assert.True(payment.SourceMinor > 0));
    }

    [Fact]
    public void In_a_gridlock_one_by_one_settles_almost_nothing_and_a_plan_almost_everything()
    {
        var problem = ReferenceWorkloads.Find("gridlock")!.Make(400, 1);
        var value = problem.Candidates.Sum(payment => payment.SourceMinor);
        var waits = Planner.Plan(problem).Deferred.Select(deferral => deferral.TransactionId).ToHashSet(StringComparer.Ordinal);

        Assert.True(problem.Candidates.Where(payment => waits.Contains(payment.TransactionId)).Sum(payment => payment.SourceMinor) < value / 5);
        Assert.True(NaiveBatching.CostOf(problem).DeferralMinor > Price.Deferral(value, problem.Costs) * 9 / 10);
    }

    [Fact]
    public void Against_greedy_an_exact_plan_takes_the_halves()
    {
        var exact = new ExactPlanner(ExactSolvers.Find(ExactSolvers.CpSat));
        var problem = ReferenceWorkloads.Find("against-greedy")!.Make(30, 1);
        var plan = exact.Plan(problem, new SolveLimits(20, 5), null, CancellationToken.None);

        Assert.True(plan.SettlesMost);
        Assert.Equal(20, plan.Plan.Batches.Sum(batch => batch.Payments.Count));
    }
}
