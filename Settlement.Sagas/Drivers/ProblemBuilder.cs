using Settlement.Domain.Batches;
using Settlement.Engine.Ledger;
using Settlement.Engine.Planning;
using Settlement.Engine.Reference;

namespace Settlement.Sagas.Drivers;

/// <param name="Head">What must still be the planning head when the plan is stored.</param>
/// <param name="Excluded">Payments that cannot be planned now, whatever the liquidity.</param>
public sealed record BuiltProblem(BatchingProblem Problem, PlanningHead Head, IReadOnlyList<Deferral> Excluded);

/// <summary>
/// Puts together what a planner may know. Order matters: reservations are read before balances, so that a batch which posts in between
/// counts twice against its party, never not at all. What is left of a net debit cap is the cap less the settlement day's net debit position: what
/// was sent by posted wires less what was received, and all that open batches may still send.
/// </summary>
public sealed class ProblemBuilder(PlanStore plans, PlanReader reader, ILedger ledger, IReferenceData reference, TimeProvider time)
{
    /// <param name="planId">The window's id for a netted window: it tells the settlement day.</param>
    /// <param name="exceptBatch">A batch that is being planned again: its own reservation does not count, and it keeps its settlement day.</param>
    public async Task<BuiltProblem> BuildAsync(
        string planId, SettlementMode mode, IReadOnlyList<Candidate> candidates, string? exceptBatch, CancellationToken cancellationToken)
    {
        var snapshot = reference.Current;
        var (planned, excluded, pairs) = Sort(candidates, snapshot);
        var head = await HeadAsync(planId, pairs, exceptBatch, snapshot, cancellationToken);
        var balances = await ledger.BalancesAsync(LedgerMoment.Now, cancellationToken);
        var settlement = balances
            .Where(balance => balance.Account.StartsWith(SettlementPrefix, StringComparison.Ordinal))
            .ToDictionary(balance => (balance.Account[SettlementPrefix.Length..], balance.Currency), balance => balance.BalanceMinor);

        var liquidity = pairs
            .OrderBy(pair => pair.Participant, StringComparer.Ordinal).ThenBy(pair => pair.Currency, StringComparer.Ordinal)
            .Select(pair => Available(pair.Participant, pair.Currency, settlement, head, snapshot))
            .ToList();
        var limits = snapshot.BilateralLimits.Where(limit => pairs.Contains((limit.Debtor, limit.Currency))).ToList();
        var problem = new BatchingProblem(planId, mode, planned, liquidity, limits, snapshot.Rates, CostModel.Default);
        return new BuiltProblem(problem, head, excluded);
    }

    private const string SettlementPrefix = "settlement:";

    /// <summary>A cap of more is no other cap; what was received may be added to it.</summary>
    private const long NoBalancePasses = long.MaxValue / 2;

    private static (List<Candidate> Planned, List<Deferral> Excluded, HashSet<(string Participant, string Currency)> Pairs) Sort(
        IReadOnlyList<Candidate> candidates, ReferenceSnapshot snapshot)
    {
        var excluded = new List<Deferral>();
        var planned = new List<Candidate>(candidates.Count);
        var pairs = new HashSet<(string Participant, string Currency)>();
        foreach (var candidate in candidates)
        {
            if (Exclude(candidate, snapshot) is { } deferral)
            {
                excluded.Add(deferral);
                continue;
            }

            planned.Add(candidate);
            pairs.Add((candidate.Debtor, candidate.SourceCurrency));
            pairs.Add((candidate.Creditor, candidate.DestinationCurrency));
        }

        return (planned, excluded, pairs);
    }

    private async Task<PlanningHead> HeadAsync(
        string planId, HashSet<(string Participant, string Currency)> pairs, string? exceptBatch, ReferenceSnapshot snapshot, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow();
        var fixedDays = exceptBatch is null ? null : await reader.DaysOfAsync(exceptBatch, cancellationToken);
        var sides = pairs.Where(pair => snapshot.NetDebitCap(pair.Participant, pair.Currency) is not null)
            .Select(pair => new CappedSide(pair.Participant, pair.Currency, DayOf(pair.Currency))).ToList();
        return await plans.ReadHeadAsync(exceptBatch, at, sides, cancellationToken);

        DateOnly DayOf(string currency) =>
            fixedDays is not null && fixedDays.TryGetValue(currency, out var day) ? day : SettlementDate.Of(planId, currency, at);
    }

    private static Liquidity Available(
        string participant, string currency, Dictionary<(string, string), long> settlement, PlanningHead head, ReferenceSnapshot snapshot)
    {
        var balance = settlement.GetValueOrDefault((participant, currency)) - head.Reserved(participant, currency);

        // Less than nothing is left of a cap that was lowered below what is used: the amount that releases a payment makes up for that as well.
        var cap = snapshot.NetDebitCap(participant, currency) is { } limit
            ? checked(Math.Min(limit, NoBalancePasses) - head.NetDebit(participant, currency))
            : (long?)null;
        return new Liquidity(participant, currency, Math.Max(0, balance), cap);
    }

    private static Deferral? Exclude(Candidate candidate, ReferenceSnapshot snapshot)
    {
        foreach (var participant in new[] { candidate.Debtor, candidate.Creditor })
        {
            if (!snapshot.IsActive(participant))
            {
                return new Deferral(candidate.TransactionId, DeferralReason.PartyUnavailable, participant, candidate.SourceCurrency, 0, 0);
            }
        }

        return candidate.DestinationMinor <= 0
            ? new Deferral(candidate.TransactionId, DeferralReason.NoRate, candidate.Debtor, candidate.DestinationCurrency, 0, 0)
            : null;
    }
}
