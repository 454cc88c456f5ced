using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Checking;
using Settlement.Optimization.Exact;
using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Workloads;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>Exact plans against every possible choice, and the planner against exact plans.</summary>
public sealed class ExactPlannerLaws
{
    private static readonly SolveLimits Limits = new(WallSeconds: 60, DeterministicSeconds: 4);

    [Theory]
    [InlineData(ExactSolvers.CpSat, 60)]
    [InlineData(ExactSolvers.Cbc, 8)]
    public void One_batch_settles_the_most_and_costs_the_least_of_all_choices(string name, int cases)
    {
        var planner = new ExactPlanner(ExactSolvers.Find(name));
        Laws.Hold(
            Problems.Of(SettlementMode.Net, maxPayments: 8, oneBatch: true),
            problem =>
            {
                var exact = planner.Plan(problem, Limits, null, CancellationToken.None);
                var (weight, cost) = Best(problem, parts: 2);
                Assert.Equal(weight, exact.SettledWeight);
                Assert.True(exact.WeightBound >= weight);

                // Trades through third currencies are the composition's; where there are none the cheapest is found, but for rounding.
                Assert.True(Pairs(problem) > 1 || exact.Plan.Cost.TotalMinor - cost is >= 0 and <= 4);
                Assert.True(exact.CostBoundMinor <= cost);
                Assert.True(exact.SettlesMost || name == ExactSolvers.Cbc);
                return true;
            },
            cases);
    }

    [Fact]
    public void Two_batches_keep_to_bounds_that_no_choice_breaks_and_match_the_best_when_proven()
    {
        var planner = new ExactPlanner(ExactSolvers.Find(ExactSolvers.CpSat));
        Laws.Hold(
            Problems.Of(SettlementMode.Net, maxPayments: 6),
            problem =>
            {
                var roomy = problem with { MaxBatchSize = Math.Max(4, problem.MaxBatchSize) };
                var exact = planner.Plan(roomy, Limits, Planner.Plan(roomy), CancellationToken.None);
                var (weight, cost) = Best(roomy, parts: 3);
                Assert.InRange(exact.SettledWeight, 0, weight);
                Assert.True(exact.WeightBound >= weight);
                Assert.True(exact.SettledWeight < weight || exact.CostBoundMinor <= cost);
                Assert.True(!exact.IsOptimal || (exact.SettledWeight == weight && exact.Plan.Cost.TotalMinor <= cost));
                return true;
            },
            cases: 40);
    }

    [Theory]
    [InlineData(ExactSolvers.CpSat, 50)]
    [InlineData(ExactSolvers.Cbc, 50)]
    public void The_checker_finds_no_fault_and_a_start_is_never_made_worse(string name, int cases)
    {
        var planner = new ExactPlanner(ExactSolvers.Find(name));
        Laws.Hold(
            Problems.Of(SettlementMode.Net, maxPayments: 20),
            problem =>
            {
                var start = Planner.Plan(problem);
                var exact = planner.Plan(problem, Limits with { DeterministicSeconds = 0.2, WallSeconds = 2 }, start, CancellationToken.None);
                var faults = PlanChecker.Check(problem, exact.Plan);
                Assert.True(faults.Count == 0, string.Join('\n', faults));
                var before = Weight(problem, start);
                Assert.True(exact.SettledWeight > before
                    || (exact.SettledWeight == before && exact.Plan.Cost.TotalMinor <= start.Cost.TotalMinor));
                return true;
            },
            cases);
    }

    [Theory]
    [InlineData("balanced", 60)]
    [InlineData("core-periphery", 60)]
    [InlineData("one-net-debtor", 80)]
    [InlineData("gridlock", 200)]
    [InlineData("two-currency", 150)]
    [InlineData("thirty-currency", 100)]
    [InlineData("fat-tailed", 60)]
    [InlineData("against-greedy", 90)]
    [InlineData("fifty", 50)]
    public void On_middle_sized_workloads_the_planners_bound_and_the_exact_one_agree(string workload, int payments)
    {
        var exact = new ExactPlanner(ExactSolvers.Find(ExactSolvers.CpSat));
        var problem = ReferenceWorkloads.Find(workload)!.Make(payments, 1);
        var plan = Planner.Plan(problem);
        var best = exact.Plan(problem, new SolveLimits(6, 0.5), plan, CancellationToken.None);

        Assert.Empty(PlanChecker.Check(problem, best.Plan));
        Assert.InRange(Weight(problem, plan), 0, best.WeightBound);
        Assert.True(plan.LowerBoundMinor <= best.Plan.Cost.TotalMinor, $"{plan.LowerBoundMinor} is called a bound, {best.Plan.Cost} reached");
        Assert.True(
            best.SettledWeight > Weight(problem, plan) || best.CostBoundMinor <= plan.Cost.TotalMinor,
            $"{best.CostBoundMinor} is called a bound, {plan.Cost} reached");
    }

    [Fact]
    public void Equal_limits_give_equal_plans()
    {
        var planner = new ExactPlanner(ExactSolvers.Find(ExactSolvers.CpSat));
        Laws.Hold(
            Problems.Of(SettlementMode.Net, maxPayments: 20),
            problem => planner.Plan(problem, Limits, null, CancellationToken.None).Plan.Hash
                == planner.Plan(problem, Limits, null, CancellationToken.None).Plan.Hash,
            cases: 25);
    }

    [Fact]
    public void Only_netted_problems_of_a_bounded_size_are_taken()
    {
        var planner = new ExactPlanner(ExactSolvers.Find(ExactSolvers.CpSat));
        var problem = new BatchingProblem("rtgs-1", SettlementMode.Gross, [], [], [], Problems.Rates, CostModel.Default);

        Assert.Throws<ArgumentException>(() => planner.Plan(problem, Limits, null, CancellationToken.None));
        Assert.False(ExactPlanner.Takes(ReferenceWorkloads.Find("balanced")!.Make(10_000, 1)));
        Assert.True(ExactPlanner.Takes(ReferenceWorkloads.Find("balanced")!.Make(5_000, 1)));
    }

    private static int Pairs(BatchingProblem problem) => problem.Candidates.Where(payment => payment.IsCrossCurrency)
        .Select(payment => string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0
            ? (payment.SourceCurrency, payment.DestinationCurrency)
            : (payment.DestinationCurrency, payment.SourceCurrency)).Distinct().Count();

    /// <summary>The most weight that any choice settles, and the least cost at that weight.</summary>
    private static (Int128 Weight, long Cost) Best(BatchingProblem problem, int parts)
    {
        var payments = problem.Candidates.Select(candidate => Exhaustive.Converted(problem, candidate)).ToList();
        var never = payments.Where(payment => payment.DestinationMinor == 0).ToList();
        var best = (Weight: (Int128)(-1), Cost: 0L);
        foreach (var choice in Choices([.. payments.Where(payment => payment.DestinationMinor > 0)], parts))
        {
            if (choice[1..].Any(batch => batch.Count > problem.MaxBatchSize) || !Exhaustive.Fits(problem, choice[1..]))
            {
                continue;
            }

            var weight = Weight(problem, choice[1..].SelectMany(batch => batch));
            var cost = Exhaustive.Cost(problem, choice[1..], [.. choice[0], .. never]);
            if (weight > best.Weight || (weight == best.Weight && cost < best.Cost))
            {
                best = (weight, cost);
            }
        }

        return best;
    }

    private static Int128 Weight(BatchingProblem problem, BatchPlan plan) => Weight(problem, plan.Batches.SelectMany(batch => batch.Payments));

    private static Int128 Weight(BatchingProblem problem, IEnumerable<Candidate> payments)
    {
        Int128 sum = 0;
        foreach (var payment in payments)
        {
            sum += Math.Max(1, Exhaustive.Value(problem, payment)) * (1 + payment.Priority + payment.Deferrals);
        }

        return sum;
    }

    private static IEnumerable<List<Candidate>[]> Choices(List<Candidate> payments, int parts)
    {
        var count = (int)Math.Pow(parts, payments.Count);
        for (var code = 0; code < count; code++)
        {
            var choice = Array.ConvertAll(new int[parts], _ => new List<Candidate>());
            var rest = code;
            foreach (var payment in payments)
            {
                choice[rest % parts].Add(payment);
                rest /= parts;
            }

            yield return choice;
        }
    }
}
