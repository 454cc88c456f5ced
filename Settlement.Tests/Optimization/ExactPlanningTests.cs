using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Settlement.Optimization.Workloads;
using Settlement.Sagas.Drivers;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>What a closing window's planning makes of the option <c>Planning:ExactSeconds</c>.</summary>
public sealed class ExactPlanningTests
{
    [Fact]
    public void Without_time_for_it_the_plan_stays_as_it_is()
    {
        var problem = ReferenceWorkloads.Find("against-greedy")!.Make(30, 1);
        var plan = Planner.Plan(problem);

        Assert.Same(plan, Planning(0).Improve(problem, plan, CancellationToken.None));
    }

    [Theory]
    [InlineData("balanced")]
    [InlineData("one-net-debtor")]
    [InlineData("two-currency")]
    public void With_time_for_it_a_plan_settles_no_less_and_passes_the_checker_twice_the_same(string workload)
    {
        ExactSolvers.Find(ExactSolvers.CpSat);
        var problem = ReferenceWorkloads.Find(workload)!.Make(80, 1);
        var plan = Planner.Plan(problem);
        var planning = Planning(0.5);

        var improved = planning.Improve(problem, plan, CancellationToken.None);

        Assert.Empty(PlanChecker.Check(problem, improved));
        Assert.True(improved.Cost.DeferralMinor <= plan.Cost.DeferralMinor);
        Assert.Equal(improved.Hash, planning.Improve(problem, plan, CancellationToken.None).Hash);
    }

    private static ExactPlanning Planning(double seconds) => new(
        Options.Create(new PlanningOptions { ExactSeconds = seconds }), Options.Create(ExactSolvers.Options),
        NullLogger<ExactPlanning>.Instance);
}
