using Settlement.Domain.Fx;

namespace Settlement.Domain.Batches;

/// <summary>How the payments of a plan become wires.</summary>
public enum SettlementMode
{
    /// <summary>One wire per payment and leg, in order of arrival; bilateral offsetting frees queued ones.</summary>
    Gross,

    /// <summary>One wire per participant and currency, for its multilateral net position.</summary>
    Net,
}

/// <summary>
/// Everything the planner may know: a pure input, the same input gives the same plan. Amounts are minor units of their currency.
/// </summary>
/// <param name="PlanId">Names the plan; batch ids derive from it. The window's id for a netted window.</param>
/// <param name="Candidates">The payments that may settle, in any order: the planner sorts them itself.</param>
/// <param name="Liquidity">What each participant may spend; a participant and currency that is missing has nothing.</param>
/// <param name="MaxBatchSize">Payments per batch at most, 1,000 by the rules.</param>
public sealed record BatchingProblem(
    string PlanId,
    SettlementMode Mode,
    IReadOnlyList<Candidate> Candidates,
    IReadOnlyList<Liquidity> Liquidity,
    IReadOnlyList<BilateralLimit> BilateralLimits,
    FxRates Rates,
    CostModel Costs,
    int MaxBatchSize = 1000)
{
    /// <summary>The problem as it is kept beside its plan: without the payments of these batches, which stand there.</summary>
    public BatchingProblem Without(IReadOnlyList<PlannedBatch> batches)
    {
        var batched = batches.SelectMany(batch => batch.Payments).Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
        return this with { Candidates = [.. Candidates.Where(candidate => !batched.Contains(candidate.TransactionId))] };
    }

    /// <summary>The whole problem again: its plan's first rounds give back what <see cref="Without"/> left out.</summary>
    public BatchingProblem With(IReadOnlyList<PlannedBatch> batches) =>
        this with { Candidates = [.. Without(batches).Candidates, .. batches.SelectMany(batch => batch.Payments)] };
}

/// <param name="Position">Position in the intake log: order of arrival.</param>
/// <param name="Debtor">Participant that pays.</param>
/// <param name="Creditor">Participant that receives.</param>
/// <param name="SourceMinor">Leaves the debtor, minor units of the source currency.</param>
/// <param name="DestinationMinor">
/// Reaches the creditor, minor units of the destination currency; equals the source within one currency. The planner sets a cross-currency
/// payment's itself, at mid, half to even: what a problem says here of such a payment is not read.
/// </param>
/// <param name="Priority">0 (least) to 9 (most urgent).</param>
/// <param name="Deferrals">How often it was deferred before.</param>
public sealed record Candidate(
    string TransactionId, long Position, string Debtor, string Creditor,
    string SourceCurrency, long SourceMinor, string DestinationCurrency, long DestinationMinor,
    int Priority = 5, int Deferrals = 0)
{
    public bool IsCrossCurrency => !string.Equals(SourceCurrency, DestinationCurrency, StringComparison.Ordinal);
}

/// <summary>What one participant may spend in one currency now.</summary>
/// <param name="BalanceMinor">Settlement balance less what open batches have reserved. The sum of the plan's wires that debit the
/// participant may not pass it.</param>
/// <param name="NetDebitCapMinor">What is left of its net debit cap on the settlement day, after what posted wires have sent less received and what open
/// batches may still send: the same sum may not pass it; null is no cap. Less than nothing left counts as nothing.</param>
public sealed record Liquidity(string Participant, string Currency, long BalanceMinor, long? NetDebitCapMinor);

/// <summary>
/// The most that the net flow from one participant to another may be within a plan, in one currency. A payment flows in its source
/// currency. What one batch nets is not given to another, since a batch may fail alone: the net flows of the batches that go this way add
/// up.
/// </summary>
public sealed record BilateralLimit(string Debtor, string Creditor, string Currency, long LimitMinor);
