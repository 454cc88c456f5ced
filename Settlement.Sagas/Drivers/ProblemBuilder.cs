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
/// counts twice against its party, never not at all.
/// </summary>
public sealed class ProblemBuilder(PlanStore plans, ILedger ledger, IReferenceData reference)
{
    /// <param name="exceptBatch">A batch that is being planned again: its own reservation does not count.</param>
    public async Task<BuiltProblem> BuildAsync(
        string planId, SettlementMode mode, IReadOnlyList<Candidate> candidates, string? exceptBatch, CancellationToken cancellationToken)
    {
        var head = await plans.ReadHeadAsync(exceptBatch, cancellationToken);
        var balances = await ledger.BalancesAsync(LedgerMoment.Now, cancellationToken);
        var snapshot = reference.Current;
        var settlement = balances
            .Where(balance => balance.Account.StartsWith(SettlementPrefix, StringComparison.Ordinal))
            .ToDictionary(balance => (balance.Account[SettlementPrefix.Length..], balance.Currency), balance => balance.BalanceMinor);

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

        var liquidity = pairs
            .OrderBy(pair => pair.Participant, StringComparer.Ordinal).ThenBy(pair => pair.Currency, StringComparer.Ordinal)
            .Select(pair => Available(pair.Participant, pair.Currency, settlement, head, snapshot))
            .ToList();
        var limits = snapshot.BilateralLimits.Where(limit => pairs.Contains((limit.Debtor, limit.Currency))).ToList();
        var problem = new BatchingProblem(planId, mode, planned, liquidity, limits, snapshot.Rates, CostModel.Default);
        return new BuiltProblem(problem, head, excluded);
    }

    private const string SettlementPrefix = "settlement:";

    private static Liquidity Available(
        string participant, string currency, Dictionary<(string, string), long> settlement, PlanningHead head, ReferenceSnapshot snapshot)
    {
        var reserved = head.Reserved(participant, currency);
        var balance = settlement.GetValueOrDefault((participant, currency)) - reserved;
        var cap = snapshot.NetDebitCap(participant, currency) is { } limit ? Math.Max(0, limit - reserved) : (long?)null;
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
