using Settlement.Domain.Batches;
using Settlement.Optimization;
using Xunit;

namespace Settlement.Tests.Optimization;

/// <summary>
/// What a deferral says would release a payment does, and one minor unit less does not. Planned again is what the plan settled and the one
/// payment, in one batch and net: then there is one set to try, and it settles whole or not.
/// </summary>
public sealed class ReleaseLaws
{
    [Theory]
    [InlineData(DeferralReason.InsufficientBalance)]
    [InlineData(DeferralReason.NetDebitCap)]
    [InlineData(DeferralReason.BilateralLimit)]
    public void The_release_amount_is_the_smallest_that_releases(DeferralReason reason)
    {
        var verified = 0;
        Problems.Hold(
            Problems.Of(SettlementMode.Net, oneBatch: true),
            problem =>
            {
                var plan = Planner.Plan(problem);
                foreach (var deferral in plan.Deferred.Where(deferral => deferral.Reason == reason))
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
            cases: 1_500);
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
