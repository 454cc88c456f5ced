using FsCheck.Fluent;
using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>Whatever single thing of a right plan is spoilt, the checker refuses it and says why.</summary>
public sealed class PlanMutationLaws
{
    public static TheoryData<string> Names => [.. PlanMutations.All.Select(mutation => mutation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_spoilt_plan_is_refused(string name)
    {
        var mutation = PlanMutations.All.Single(mutation => mutation.Name == name);
        var spoilt = 0;
        var cases = from problem in Problems.OfEither(12).Generator from pick in Gen.Choose(0, 1_000) select (problem, pick);
        Laws.Hold(
            Arb.From(cases),
            given =>
            {
                var (problem, pick) = given;
                if (mutation.Spoil(problem, Planner.Plan(problem), pick) is not { } plan)
                {
                    return true;
                }

                spoilt++;
                var faults = PlanChecker.Check(problem, plan);
                Assert.Contains(faults, fault => fault.Kind == mutation.Expected);
                return true;
            },
            cases: 100);
        Assert.True(spoilt > 0, "no plan could be spoilt this way");
    }

    [Theory]
    [InlineData(DeferralReason.InsufficientBalance, PlanFaultKind.BalancePassed)]
    [InlineData(DeferralReason.NetDebitCap, PlanFaultKind.NetDebitCapPassed)]
    [InlineData(DeferralReason.BilateralLimit, PlanFaultKind.BilateralLimitPassed)]
    public void A_plan_that_passes_a_limit_is_refused(DeferralReason reason, PlanFaultKind expected)
    {
        var refused = 0;
        Laws.Hold(
            Problems.OfEither(),
            problem =>
            {
                // The plan of somebody who may spend freely is a right plan in itself; it only passes what binds here. (What binds in gross
                // mode may be the order, and the whole then passes nothing.)
                var free = Planner.Plan(problem.Lifted());
                var binding = Planner.Plan(problem).Deferred.Any(deferral => deferral.Reason == reason);
                var kinds = PlanChecker.Check(problem, free).Select(fault => fault.Kind).ToHashSet();
                refused += binding && kinds.Contains(expected) ? 1 : 0;
                return !binding || problem.Mode == SettlementMode.Gross
                    || kinds.Overlaps([PlanFaultKind.BalancePassed, PlanFaultKind.NetDebitCapPassed, PlanFaultKind.BilateralLimitPassed]);
            },
            cases: 500);
        Assert.True(refused > 0, "no plan passed that limit");
    }

    [Fact]
    public void Faults_come_in_order_of_precedence() => Laws.Hold(
        Problems.OfEither(12),
        problem =>
        {
            var plan = Planner.Plan(problem.Lifted()) with { CostCurrency = "EUR", Hash = "" };
            var kinds = PlanChecker.Check(problem, plan).Select(fault => fault.Kind).ToList();
            return kinds.SequenceEqual(kinds.Order()) && kinds[0] == PlanFaultKind.AnotherProblem
                && kinds[^1] == PlanFaultKind.PlanHashWrong;
        });
}
