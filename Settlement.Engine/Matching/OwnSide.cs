using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>
/// A party's check of its own side of a batch: nothing is taken from the planner that the party can derive. Pure.
/// </summary>
internal static class OwnSide
{
    /// <summary>The first objection in order of precedence; null when the party may sign.</summary>
    public static Objection? Check(string participant, PartyCase @case)
    {
        if (!string.Equals(@case.RecomputedHash, @case.ProposalHash, StringComparison.Ordinal))
        {
            return new(ObjectionKind.HashMismatch, $"the batch hashes to {@case.RecomputedHash}, proposed was {@case.ProposalHash}");
        }

        var side = new OwnTotals(participant);
        return CheckPayments(participant, @case, side)
            ?? CheckPositions(participant, @case.Batch, side)
            ?? CheckWires(participant, @case, side);
    }

    private static Objection? CheckPayments(string participant, PartyCase @case, OwnTotals side)
    {
        var own = new Dictionary<string, Candidate>(StringComparer.Ordinal);
        foreach (var payment in @case.Batch.Payments.Where(payment => Concerns(participant, payment)))
        {
            if (!own.TryAdd(payment.TransactionId, payment))
            {
                return new(ObjectionKind.DuplicatePayment, $"{payment.TransactionId} stands in the batch twice");
            }
        }

        foreach (var id in own.Keys)
        {
            if (!@case.Seen.ContainsKey(id))
            {
                return new(ObjectionKind.PaymentUnknown, $"{id} is not in the intake log");
            }
        }

        foreach (var payment in own.Values)
        {
            if (Difference(payment, @case.Seen[payment.TransactionId]) is { } difference)
            {
                return new(ObjectionKind.PaymentDiffers, $"{payment.TransactionId}: {difference}");
            }

            side.Add(payment);
        }

        return own.Values.Where(payment => payment.IsCrossCurrency && !PartyRates.IsAtMid(payment, @case.Batch.FxTrades))
            .Select(payment => new Objection(
                ObjectionKind.RateWrong, $"{payment.TransactionId}: {payment.SourceMinor} does not make {payment.DestinationMinor} at the batch's mid"))
            .FirstOrDefault();
    }

    private static string? Difference(Candidate payment, SeenPayment seen) =>
        seen.AmountMinor != payment.SourceMinor ? $"amount {payment.SourceMinor}, the log holds {seen.AmountMinor}"
        : !Same(seen.SourceCurrency, payment.SourceCurrency) ? $"source currency {payment.SourceCurrency}, the log holds {seen.SourceCurrency}"
        : !Same(seen.DestinationCurrency, payment.DestinationCurrency)
            ? $"destination currency {payment.DestinationCurrency}, the log holds {seen.DestinationCurrency}"
        : !Same(seen.Debtor, payment.Debtor) ? $"debtor {payment.Debtor}, the log holds {seen.Debtor ?? "an unknown account"}"
        : !Same(seen.Creditor, payment.Creditor) ? $"creditor {payment.Creditor}, the log holds {seen.Creditor}"
        : payment.DestinationMinor <= 0 ? $"the creditor receives {payment.DestinationMinor}"
        : !payment.IsCrossCurrency && payment.DestinationMinor != payment.SourceMinor
            ? $"{payment.SourceMinor} leaves and {payment.DestinationMinor} arrives in one currency"
        : null;

    private static Objection? CheckPositions(string participant, PlannedBatch batch, OwnTotals side)
    {
        var stated = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var position in batch.Positions.Where(position => Same(position.Participant, participant)))
        {
            if (!stated.TryAdd(position.Currency, position.NetMinor))
            {
                return new(ObjectionKind.PositionWrong, $"two positions in {position.Currency}");
            }
        }

        foreach (var currency in side.Currencies.Union(stated.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var derived = side.Net(currency);
            if (stated.GetValueOrDefault(currency) != derived)
            {
                return new(ObjectionKind.PositionWrong, $"{currency} {stated.GetValueOrDefault(currency)}, the payments make {derived}");
            }
        }

        return null;
    }

    private static Objection? CheckWires(string participant, PartyCase @case, OwnTotals side)
    {
        var payments = @case.Batch.Payments
            .Where(payment => Concerns(participant, payment))
            .ToDictionary(payment => payment.TransactionId, StringComparer.Ordinal);
        var own = @case.Batch.Wires.Where(wire => Same(wire.Debtor, participant) || Same(wire.Creditor, participant)).ToList();
        if (own.Find(wire => !IsWellFormed(wire)) is { } malformed)
        {
            return new(ObjectionKind.WireMalformed, $"{malformed.WireId}: {malformed.Debtor} to {malformed.Creditor}, {malformed.AmountMinor}");
        }

        // A later round returns what a removed payment has moved, by a wire in its name; the totals below say that no more than that moves.
        var mayReturn = @case.Batch.Round > 1;
        if (own.Find(wire => wire.TransactionId is { } id
            && (payments.TryGetValue(id, out var payment) ? !IsLegOf(wire, payment) : !mayReturn)) is { } stray)
        {
            return new(ObjectionKind.WireNotOfPayment, $"{stray.WireId} is no leg of {stray.TransactionId}");
        }

        own.ForEach(side.Add);
        foreach (var moved in @case.Moved.Where(moved => Same(moved.Participant, participant)))
        {
            side.AddMoved(moved);
        }

        foreach (var currency in side.Currencies)
        {
            if (side.Wired(currency) != side.Net(currency))
            {
                return new(ObjectionKind.WiresDoNotSettle, $"{currency} wires move {side.Wired(currency)} in all, the position is {side.Net(currency)}");
            }

            if (side.WiredOut(currency) > side.MayLeave(currency))
            {
                return new(ObjectionKind.WiresExceedPayments, $"{currency} {side.WiredOut(currency)} leaves, at most {side.MayLeave(currency)} is owed");
            }
        }

        return null;
    }

    private static bool IsWellFormed(PlannedWire wire) =>
        wire.AmountMinor > 0
        && !Same(wire.Debtor, wire.Creditor)
        && (wire.Phase == WirePhase.PayOut) == Same(wire.Debtor, PlannedWire.SystemParty);

    /// <summary>Whole, source leg to the system, or destination leg from it.</summary>
    private static bool IsLegOf(PlannedWire wire, Candidate payment)
    {
        var leavesDebtor = Same(wire.Debtor, payment.Debtor) && Same(wire.Currency, payment.SourceCurrency) && wire.AmountMinor == payment.SourceMinor;
        var reachesCreditor = Same(wire.Creditor, payment.Creditor) && Same(wire.Currency, payment.DestinationCurrency)
            && wire.AmountMinor == payment.DestinationMinor;
        return (leavesDebtor && reachesCreditor)
            || (leavesDebtor && Same(wire.Creditor, PlannedWire.SystemParty))
            || (reachesCreditor && Same(wire.Debtor, PlannedWire.SystemParty));
    }

    private static bool Concerns(string participant, Candidate payment) => Same(payment.Debtor, participant) || Same(payment.Creditor, participant);

    private static bool Same(string? a, string? b) => string.Equals(a, b, StringComparison.Ordinal);
}
