using Settlement.Domain.Batches;
using Settlement.Optimization;
using Settlement.Optimization.Workloads;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>
/// What a deferral says would release a payment does, and one minor unit less does not. Planned again is what the plan settled and the one
/// payment, in one batch and net: then there is one set to try, and it settles whole or not.
/// </summary>
public sealed class ReleaseLaws
{
    /// <summary>Deferrals of one plan that are tried: more plans say more than more of one.</summary>
    private const int MostOfOnePlan = 2;
    private const int MostOfOneWorkload = 6;

    [Theory]
    [InlineData(DeferralReason.InsufficientBalance)]
    [InlineData(DeferralReason.NetDebitCap)]
    [InlineData(DeferralReason.BilateralLimit)]
    public void The_release_amount_is_the_smallest_that_releases(DeferralReason reason)
    {
        var verified = 0;
        Laws.Hold(
            Problems.Of(SettlementMode.Net, oneBatch: true),
            problem =>
            {
                var plan = Planner.Plan(problem);
                foreach (var deferral in plan.Deferred.Where(deferral => deferral.Reason == reason).Take(MostOfOnePlan))
                {
                    var beside = Beside(problem, plan, deferral);
                    if (!SettlesAll(beside, deferral, long.MaxValue / 4))
                    {
                        // Several limits bind: the one that is named is not enough, whatever it grows to.
                        continue;
                    }

                    verified++;
                    Assert.True(SettlesAll(beside, deferral, deferral.ReleaseMinor), $"{deferral} releases");
                    Assert.False(SettlesAll(beside, deferral, deferral.ReleaseMinor - 1), $"{deferral} is more than it takes");
                }

                return true;
            },
            cases: 500);
        Assert.True(verified > 0, $"no deferral for {reason} could be verified");
    }

    [Fact]
    public void Where_several_limits_bind_the_first_by_precedence_is_named_with_what_it_lacks()
    {
        var payment = new Candidate("txn_1", 1, "alfa", "bravo", "EUR", 1_000, "EUR", 1_000);
        var problem = new BatchingProblem(
            "t0-EUR-2026-11-23", SettlementMode.Net, [payment],
            [new Liquidity("alfa", "EUR", 400, 300)], [new BilateralLimit("alfa", "bravo", "EUR", 900)], Problems.Rates, CostModel.Default);

        Assert.Equal([new Deferral("txn_1", DeferralReason.InsufficientBalance, "alfa", "EUR", 400, 600)], Planner.Plan(problem).Deferred);
        var funded = problem with { Liquidity = [new Liquidity("alfa", "EUR", 1_000, 300)] };
        Assert.Equal([new Deferral("txn_1", DeferralReason.NetDebitCap, "alfa", "EUR", 300, 700)], Planner.Plan(funded).Deferred);
        var uncapped = problem with { Liquidity = [new Liquidity("alfa", "EUR", 1_000, null)] };
        Assert.Equal([new Deferral("txn_1", DeferralReason.BilateralLimit, "alfa", "EUR", 900, 100)], Planner.Plan(uncapped).Deferred);
    }

    public static TheoryData<string> Workloads => [.. ReferenceWorkloads.All.Select(workload => workload.Name)];

    /// <summary>Half the liquidity, so that something waits everywhere, and a bilateral limit on every second way.</summary>
    [Theory]
    [MemberData(nameof(Workloads))]
    public void On_every_workload_what_a_deferral_asks_for_releases_it_and_one_less_does_not(string name)
    {
        var whole = ReferenceWorkloads.Find(name)!.Make(80, 1);
        var problem = whole with
        {
            Liquidity = [.. whole.Liquidity.Select(row => row with { BalanceMinor = row.BalanceMinor / 2 })],
            BilateralLimits = [.. whole.Candidates.Where(payment => payment.Debtor != payment.Creditor)
                .GroupBy(payment => (payment.Debtor, payment.Creditor, payment.SourceCurrency)).Where((_, place) => place % 2 == 0)
                .Select(way => new BilateralLimit(
                    way.Key.Debtor, way.Key.Creditor, way.Key.SourceCurrency, way.Max(payment => payment.SourceMinor) * 3 / 4))],
        };
        var plan = Planner.Plan(problem);
        var verified = 0;
        foreach (var deferral in plan.Deferred)
        {
            var beside = Beside(problem, plan, deferral);
            if (verified < MostOfOneWorkload && SettlesAll(beside, deferral, deferral.ReleaseMinor))
            {
                verified++;
                Assert.False(SettlesAll(beside, deferral, deferral.ReleaseMinor - 1), $"{deferral} is more than it takes");
            }
            else if (verified < MostOfOneWorkload)
            {
                // Several limits bind, which the deferral says of itself: the one that is named is not enough, whatever it grows to.
                Assert.False(SettlesAll(beside, deferral, long.MaxValue / 4), $"{deferral} is less than it takes");
            }
        }

        Assert.True(verified > 0, "no deferral could be verified");
    }

    /// <summary>Only what settled, and the one that did not.</summary>
    private static BatchingProblem Beside(BatchingProblem problem, BatchPlan plan, Deferral deferral)
    {
        var waiting = plan.Deferred.Select(other => other.TransactionId).ToHashSet(StringComparer.Ordinal);
        waiting.Remove(deferral.TransactionId);
        return problem with { Candidates = [.. problem.Candidates.Where(candidate => !waiting.Contains(candidate.TransactionId))] };
    }

    private static bool SettlesAll(BatchingProblem problem, Deferral deferral, long more)
    {
        var payment = problem.Candidates.Single(candidate => candidate.TransactionId == deferral.TransactionId);
        var raised = deferral.Reason == DeferralReason.BilateralLimit
            ? problem with
            {
                BilateralLimits = [.. problem.BilateralLimits.Select(limit =>
                    limit.Debtor == payment.Debtor && limit.Creditor == payment.Creditor && limit.Currency == payment.SourceCurrency
                        ? limit with { LimitMinor = limit.LimitMinor + more }
                        : limit)],
            }
            : problem with
            {
                Liquidity = [.. problem.Liquidity.Select(row =>
                    row.Participant != deferral.Participant || row.Currency != deferral.Currency ? row
                    : deferral.Reason == DeferralReason.NetDebitCap ? row with { NetDebitCapMinor = row.NetDebitCapMinor + more }
                    : row with { BalanceMinor = row.BalanceMinor + more })],
            };
        return Planner.Plan(raised).Deferred.Count == 0;
    }
}
