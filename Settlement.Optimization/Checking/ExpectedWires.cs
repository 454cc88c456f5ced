using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>
/// The wires that a batch's payments call for. Net: one per participant and currency, against the system. Gross: one per payment, or two
/// through the system across currencies; same-currency payments without a wire of their own are an offset group of their pair: both
/// directions, one wire of the difference.
/// </summary>
internal static class ExpectedWires
{
    public static void Check(
        PlannedBatch batch, SettlementMode mode, IReadOnlyList<PlannedWire> confirmed, PlannedBatch? previous, Sums net, FaultList faults)
    {
        var due = mode == SettlementMode.Net ? OfPositions(net) : OfPayments(batch, confirmed, previous, faults);
        foreach (var wire in confirmed)
        {
            Count(due, wire, -1);
        }

        foreach (var wire in batch.Wires)
        {
            // A wire that is due has its amount in its own direction, all of it.
            var key = Key(wire.TransactionId, wire.Debtor, wire.Creditor, wire.Currency);
            var expected = due.GetValueOrDefault(key.Pair) * key.Sign;
            faults.AddUnless(
                expected == wire.AmountMinor, PlanFaultKind.WireUnexpected, wire.WireId,
                $"{wire.AmountMinor} {wire.Currency} from {wire.Debtor} to {wire.Creditor}, expected {expected}");
            due.Remove(key.Pair);
        }

        foreach (var (wire, minor) in due.Where(wire => wire.Value != 0))
        {
            faults.Add(PlanFaultKind.WireMissing, batch.BatchId, FormattableString.Invariant($"{minor} of {wire}"));
        }
    }

    private static Dictionary<(string?, string, string, string), long> OfPositions(Sums net)
    {
        var due = new Dictionary<(string?, string, string, string), long>();
        foreach (var ((participant, currency), minor) in net.NotZero())
        {
            Count(due, null, PlannedWire.SystemParty, participant, currency, minor);
        }

        return due;
    }

    private static Dictionary<(string?, string, string, string), long> OfPayments(
        PlannedBatch batch, IReadOnlyList<PlannedWire> confirmed, PlannedBatch? previous, FaultList faults)
    {
        // In a later round the wire of its own may be one of the round before, or confirmed long since.
        var own = (previous ?? batch).Wires.Concat(confirmed).Select(wire => wire.TransactionId).OfType<string>()
            .ToHashSet(StringComparer.Ordinal);
        var due = new Dictionary<(string?, string, string, string), long>();
        var directions = new HashSet<(string, string, string)>();
        foreach (var payment in batch.Payments.Where(payment => payment.IsCrossCurrency || payment.Debtor != payment.Creditor))
        {
            var id = payment.TransactionId;
            if (payment.IsCrossCurrency)
            {
                Count(due, id, payment.Debtor, PlannedWire.SystemParty, payment.SourceCurrency, payment.SourceMinor);
                Count(due, id, PlannedWire.SystemParty, payment.Creditor, payment.DestinationCurrency, payment.DestinationMinor);
                continue;
            }

            if (!own.Contains(id))
            {
                directions.Add((payment.Debtor, payment.Creditor, payment.SourceCurrency));
            }

            Count(due, own.Contains(id) ? id : null, payment.Debtor, payment.Creditor, payment.SourceCurrency, payment.SourceMinor);
        }

        foreach (var (debtor, creditor, currency) in directions
            .Where(way => previous is null && !directions.Contains((way.Item2, way.Item1, way.Item3))))
        {
            faults.Add(PlanFaultKind.WireMissing, batch.BatchId,
                $"payments from {debtor} to {creditor} in {currency} have no wire and nothing to offset");
        }

        return due;
    }

    private static void Count(Dictionary<(string?, string, string, string), long> due, PlannedWire wire, int sign) =>
        Count(due, wire.TransactionId, wire.Debtor, wire.Creditor, wire.Currency, sign * wire.AmountMinor);

    private static void Count(
        Dictionary<(string?, string, string, string), long> due, string? id, string debtor, string creditor, string currency, long minor)
    {
        var key = Key(id, debtor, creditor, currency);
        due[key.Pair] = due.GetValueOrDefault(key.Pair) + (key.Sign * minor);
    }

    private static ((string?, string, string, string) Pair, int Sign) Key(string? id, string debtor, string creditor, string currency) =>
        string.CompareOrdinal(debtor, creditor) < 0 ? ((id, debtor, creditor, currency), 1) : ((id, creditor, debtor, currency), -1);
}
