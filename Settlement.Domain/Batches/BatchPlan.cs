namespace Settlement.Domain.Batches;

/// <summary>
/// The planner's answer: which payments settle in which batch over which wires, and which wait and why. <see cref="Hash"/> is lower-case
/// hex SHA-256 over a canonical text of the plan: equal plans have equal hashes on any machine.
/// </summary>
/// <param name="LowerBoundMinor">
/// No plan of the same problem that keeps every limit and settles at least as much weight (value times urgency, see
/// <see cref="PlanCertificate"/>) can cost less: proven by the certificate, not estimated.
/// </param>
/// <param name="Certificate">What proves the bounds; null in plans that were made before there were certificates.</param>
/// <param name="Savings">What <paramref name="NaiveCost"/> less <paramref name="Cost"/> is made of; null as above.</param>
/// <param name="Claimed">What an exact solver says beside; null where none was asked.</param>
public sealed record BatchPlan(
    string PlanId,
    SettlementMode Mode,
    IReadOnlyList<PlannedBatch> Batches,
    IReadOnlyList<Deferral> Deferred,
    Cost Cost,
    Cost NaiveCost,
    long LowerBoundMinor,
    string CostCurrency,
    string Hash,
    PlanCertificate? Certificate = null,
    PlanSavings? Savings = null,
    SolverClaim? Claimed = null)
{
    /// <summary>(cost - bound) / cost, 0 when the cost is 0.</summary>
    public double Gap => Cost.TotalMinor == 0 ? 0 : (double)(Cost.TotalMinor - LowerBoundMinor) / Cost.TotalMinor;

    /// <summary>No plan settles more weight and none that settles as much costs less: both bounds are met exactly.</summary>
    public bool IsProvenOptimal => Certificate is { } certificate
        && certificate.SettledWeight == certificate.WeightBound && Cost.TotalMinor == LowerBoundMinor;
}

/// <summary>One batch of at most 1,000 payments: what the parties sign and the rails execute.</summary>
/// <param name="BatchId">"batch_" and the plan's id and the batch's number, e.g. batch_t0-EUR-2026-11-23_1.</param>
/// <param name="Round">1, and one more each time a failed party's payments are taken out.</param>
/// <param name="Positions">Net position of every party: negative pays, positive receives, zero ones left out.</param>
/// <param name="Wires">The wires that move exactly those positions.</param>
/// <param name="FxTrades">Per currency pair: matched at mid, residual at the spread.</param>
/// <param name="Hash">Lower-case hex SHA-256 over the batch's canonical text: what a party signs.</param>
public sealed record PlannedBatch(
    string BatchId,
    int Round,
    IReadOnlyList<Candidate> Payments,
    IReadOnlyList<NetPosition> Positions,
    IReadOnlyList<PlannedWire> Wires,
    IReadOnlyList<FxTrade> FxTrades,
    string Hash)
{
    /// <summary>
    /// The payments that <paramref name="wire"/> moves: the one it names; or those between its two sides that have no wire of their own
    /// (an offset group); or, of a net wire, those that make up the participant's position in the wire's currency.
    /// </summary>
    /// <param name="confirmedWires">Confirmed wires of earlier rounds: a later round has no wires any more for what they moved.</param>
    public IReadOnlyList<Candidate> PaymentsOf(PlannedWire wire, IReadOnlyList<PlannedWire> confirmedWires)
    {
        if (wire.TransactionId is { } id)
        {
            return [.. Payments.Where(payment => payment.TransactionId == id)];
        }

        if (wire.Debtor == PlannedWire.SystemParty || wire.Creditor == PlannedWire.SystemParty)
        {
            var participant = wire.Debtor == PlannedWire.SystemParty ? wire.Creditor : wire.Debtor;
            return [.. Payments.Where(payment =>
                (payment.Debtor == participant && payment.SourceCurrency == wire.Currency)
                || (payment.Creditor == participant && payment.DestinationCurrency == wire.Currency))];
        }

        var carried = Wires.Concat(confirmedWires).Select(other => other.TransactionId).ToHashSet(StringComparer.Ordinal);
        return [.. Payments.Where(payment =>
            !payment.IsCrossCurrency && payment.SourceCurrency == wire.Currency && !carried.Contains(payment.TransactionId)
            && ((payment.Debtor == wire.Debtor && payment.Creditor == wire.Creditor)
                || (payment.Debtor == wire.Creditor && payment.Creditor == wire.Debtor)))];
    }
}

public sealed record NetPosition(string Participant, string Currency, long NetMinor);

/// <summary>Pay-ins leave a participant; pay-outs reach one from the system. No pay-out is sent before every pay-in is confirmed.</summary>
public enum WirePhase
{
    PayIn = 1,
    PayOut = 2,
}

/// <param name="WireId">Idempotent id, derived from the batch, the round and the wire's number.</param>
/// <param name="Debtor">Participant that pays, or <see cref="SystemParty"/>.</param>
/// <param name="Creditor">Participant that receives, or <see cref="SystemParty"/>.</param>
/// <param name="TransactionId">The one payment a gross wire carries; null for a net wire.</param>
public sealed record PlannedWire(
    string WireId, WirePhase Phase, string Debtor, string Creditor, string Currency, long AmountMinor, string? TransactionId)
{
    /// <summary>The settlement system itself as a side of a wire.</summary>
    public const string SystemParty = "system";
}

/// <summary>
/// The FX of one currency pair in one batch. Base is the first of the pair in alphabetical order.
/// </summary>
/// <param name="MatchedBaseMinor">Opposite flows that met at mid.</param>
/// <param name="ResidualBaseMinor">What the market must take: positive sells base, negative buys base; minor units of base.</param>
/// <param name="ResidualQuoteMinor">The other side: residual base at <paramref name="Mid"/>, half to even, opposite sign, minor units of
/// quote.</param>
/// <param name="SpreadCostBaseMinor">Cost of the residual's half spread, minor units of base, rounded up, not negative.</param>
/// <param name="RoundingQuoteMinor">
/// What rounding left with the system (negative: cost it), minor units of quote: the payments' quote in, less their quote out, less
/// <paramref name="ResidualQuoteMinor"/>. With it the books close exactly: in each currency the positions of all participants, the
/// residuals and the rounding of the batch sum to zero.
/// </param>
/// <param name="Via">The third currency through which <paramref name="RoutedBaseMinor"/> of the pair's flow trades instead, because it is
/// cheaper there; null where nothing does. The two legs stand in the trades of base and quote with that currency.</param>
/// <param name="RoutedBaseMinor">Signed like the residual; not part of it.</param>
public sealed record FxTrade(
    string Base, string Quote, decimal Mid, decimal SpreadBasisPoints,
    long MatchedBaseMinor, long ResidualBaseMinor, long ResidualQuoteMinor, long SpreadCostBaseMinor, long RoundingQuoteMinor = 0,
    string? Via = null, long RoutedBaseMinor = 0);

/// <summary>Why a payment waits; in order of precedence.</summary>
public enum DeferralReason
{
    InsufficientBalance,
    NetDebitCap,
    BilateralLimit,
    NoRate,
    PartyUnavailable,
    BatchAbandoned,
}

/// <summary>A payment that waits, with the limit that binds.</summary>
/// <remarks>
/// Beside the plan means: in one of the plan's batches that has room (a batch of its own if none has), everything else of the plan
/// unchanged; in gross mode on a wire of its own. Where several batches come into question the smallest amount counts. Where in every one
/// of them several limits bind at once, the first in order of precedence is named with the amount that it lacks: raising it alone is then
/// not enough.
/// </remarks>
/// <param name="Participant">Whose limit binds: the debtor.</param>
/// <param name="LimitMinor">The limit or balance as it stood, minor units of <paramref name="Currency"/>; 0 without a rate.</param>
/// <param name="ReleaseMinor">The smallest amount by which that limit or balance must grow for the payment to settle beside the plan; 0
/// without a rate.</param>
public sealed record Deferral(
    string TransactionId, DeferralReason Reason, string Participant, string Currency, long LimitMinor, long ReleaseMinor);
