using Settlement.Domain.Batches;
using Settlement.Optimization;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>Plans and bounds against every possible choice, on instances small enough to try them all.</summary>
public sealed class OptimumLaws
{
    [Fact]
    public void No_net_plan_settles_more_than_the_optimum_and_none_less_than_greedy() => Laws.Hold(
        Problems.Of(SettlementMode.Net, maxPayments: 10, oneBatch: true),
        problem =>
        {
            var payments = Candidates(problem);
            var settledIds = Planner.Plan(problem).Batches.SelectMany(batch => batch.Payments).Select(payment => payment.TransactionId)
                .ToHashSet(StringComparer.Ordinal);
            var settled = Weight(problem, payments.Where(payment => settledIds.Contains(payment.TransactionId)));
            var best = Subsets(payments).Where(subset => Exhaustive.Fits(problem, [subset])).Max(subset => Weight(problem, subset));
            return settled <= best && settled >= Weight(problem, Greedy(problem, payments));
        },
        cases: 100);

    [Fact]
    public void No_choice_of_net_batches_that_settles_as_much_costs_less_than_the_bound() => Laws.Hold(
        Problems.Of(SettlementMode.Net, maxPayments: 6),
        problem =>
        {
            // Two batches of four hold six payments however they are cut.
            var roomy = problem with { MaxBatchSize = Math.Max(4, problem.MaxBatchSize) };
            var plan = Planner.Plan(roomy);
            var feasible = Assignments(Candidates(problem), 3)
                .Where(parts => Exhaustive.Fits(roomy, parts[1..]) && parts[1..].All(batch => batch.Count <= roomy.MaxBatchSize))
                .Select(parts => (Weight: Weight(problem, parts[1..].SelectMany(batch => batch)), Parts: parts))
                .ToList();
            return plan.Certificate!.WeightBound >= feasible.Max(choice => choice.Weight)
                && plan.Certificate.SettledWeight == Weight(problem, plan.Batches.SelectMany(batch => batch.Payments))
                && plan.LowerBoundMinor <= AlwaysDeferred(problem) + feasible
                    .Where(choice => choice.Weight >= plan.Certificate.SettledWeight)
                    .Min(choice => Exhaustive.Cost(problem, choice.Parts[1..], choice.Parts[0]));
        },
        cases: 400);

    [Fact]
    public void No_choice_of_gross_wires_and_offsets_that_settles_as_much_costs_less_than_the_bound() => Laws.Hold(
        Problems.Of(SettlementMode.Gross, maxPayments: 6),
        problem =>
        {
            // Deferred, on its own wire, or offset within its pair. No case may shut the plan itself out.
            var plan = Planner.Plan(problem with { MaxBatchSize = 1_000 });
            var feasible = Assignments(Candidates(problem), 3)
                .Where(parts => Exhaustive.IsFeasibleGross(problem, parts[1], parts[2]))
                .Select(parts => (Weight: Weight(problem, parts[1].Concat(parts[2])), Parts: parts))
                .ToList();
            return plan.Certificate!.WeightBound >= feasible.Max(choice => choice.Weight)
                && plan.LowerBoundMinor <= AlwaysDeferred(problem) + feasible
                    .Where(choice => choice.Weight >= plan.Certificate.SettledWeight)
                    .Min(choice => Exhaustive.CostGross(problem, choice.Parts[1], choice.Parts[2], choice.Parts[0]));
        },
        cases: 400);

    [Fact]
    public void The_bound_meets_the_cost_where_everything_settles_in_one_batch() => Laws.Hold(
        Problems.Of(SettlementMode.Net, oneBatch: true),
        problem =>
        {
            var plan = Planner.Plan(problem.Lifted());

            // Each trade's cost is rounded up twice, its bound once for all.
            return plan.Cost.TotalMinor - plan.LowerBoundMinor <= plan.Batches.Sum(batch => batch.FxTrades.Count * 8);
        });

    private static List<Candidate> Candidates(BatchingProblem problem) =>
        [.. problem.Candidates.Select(candidate => Exhaustive.Converted(problem, candidate))
            .Where(candidate => candidate.DestinationMinor > 0)];

    private static long AlwaysDeferred(BatchingProblem problem) =>
        problem.Candidates.Where(candidate => Exhaustive.Converted(problem, candidate).DestinationMinor == 0)
            .Sum(candidate => Exhaustive.Waiting(problem, candidate));

    private static Int128 Weight(BatchingProblem problem, IEnumerable<Candidate> payments)
    {
        Int128 sum = 0;
        foreach (var payment in payments)
        {
            sum += Weight(problem, payment);
        }

        return sum;
    }

    private static long Weight(BatchingProblem problem, Candidate payment) =>
        Math.Max(1, Exhaustive.Value(problem, payment)) * (1 + payment.Priority + payment.Deferrals);

    private static List<Candidate> Greedy(BatchingProblem problem, List<Candidate> payments)
    {
        var settled = new List<Candidate>();
        foreach (var payment in payments.OrderByDescending(payment => Weight(problem, payment))
            .ThenBy(payment => payment.Position).ThenBy(payment => payment.TransactionId, StringComparer.Ordinal))
        {
            settled.Add(payment);
            if (!Exhaustive.Fits(problem, [settled]))
            {
                settled.Remove(payment);
            }
        }

        return settled;
    }

    private static IEnumerable<List<Candidate>> Subsets(List<Candidate> payments) => Assignments(payments, 2).Select(parts => parts[1]);

    private static IEnumerable<List<Candidate>[]> Assignments(List<Candidate> payments, int parts)
    {
        var count = (int)Math.Pow(parts, payments.Count);
        for (var code = 0; code < count; code++)
        {
            var choice = new List<Candidate>[parts];
            for (var part = 0; part < parts; part++)
            {
                choice[part] = [];
            }

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
