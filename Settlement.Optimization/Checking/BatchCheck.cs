using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>Positions, wires and hash of one batch, from its payments alone.</summary>
internal static class BatchCheck
{
    /// <param name="confirmed">What wires of earlier rounds have moved.</param>
    /// <param name="previous">The earlier round, null in round 1.</param>
    public static void Run(
        PlannedBatch batch, SettlementMode mode, IReadOnlyList<PlannedWire> confirmed, PlannedBatch? previous, FaultList faults)
    {
        var net = Sums.OfPayments(batch.Payments);
        Positions(batch, net, faults);
        Shapes(batch, faults);
        ExpectedWires.Check(batch, mode, confirmed, previous, net, faults);
        Movement(batch, confirmed, net, faults);
        faults.AddUnless(
            batch.Hash == PlanHash.Of(batch), PlanFaultKind.BatchHashWrong, batch.BatchId,
            $"{batch.Hash} is not the hash of round {batch.Round}");
    }

    private static void Positions(PlannedBatch batch, Sums net, FaultList faults)
    {
        var listed = new Sums();
        var cells = new HashSet<(string, string)>();
        foreach (var position in batch.Positions)
        {
            listed.Add(position.Participant, position.Currency, position.NetMinor);
            faults.AddUnless(
                cells.Add((position.Participant, position.Currency)) && position.NetMinor != 0,
                PlanFaultKind.PositionWrong, batch.BatchId, $"{position} is zero or listed twice");
        }

        foreach (var (cell, minor) in net.Less(listed))
        {
            faults.Add(
                PlanFaultKind.PositionWrong, batch.BatchId,
                FormattableString.Invariant($"{cell} is listed {minor} below the sum of its payments"));
        }
    }

    private static void Shapes(PlannedBatch batch, FaultList faults)
    {
        for (var i = 0; i < batch.Wires.Count; i++)
        {
            var wire = batch.Wires[i];
            var id = FormattableString.Invariant($"{batch.BatchId}_r{batch.Round}_w{i + 1}");
            faults.AddUnless(
                wire.WireId == id && wire.AmountMinor > 0 && wire.Debtor != wire.Creditor,
                PlanFaultKind.WireMalformed, wire.WireId, $"expected {id}, a positive amount and two sides");
            faults.AddUnless(
                wire.Phase == (wire.Debtor == PlannedWire.SystemParty ? WirePhase.PayOut : WirePhase.PayIn),
                PlanFaultKind.WirePhaseWrong, wire.WireId, $"{wire.Phase} from {wire.Debtor}");
        }
    }

    private static void Movement(PlannedBatch batch, IReadOnlyList<PlannedWire> confirmed, Sums net, FaultList faults)
    {
        var moved = new Sums();
        foreach (var wire in batch.Wires.Concat(confirmed))
        {
            moved.Add(wire.Debtor, wire.Currency, -wire.AmountMinor);
            moved.Add(wire.Creditor, wire.Currency, wire.AmountMinor);
        }

        foreach (var (cell, minor) in net.Less(moved))
        {
            if (cell.Participant != PlannedWire.SystemParty)
            {
                faults.Add(
                    PlanFaultKind.WiresDoNotMovePositions, batch.BatchId,
                    FormattableString.Invariant($"{cell} gets {minor} less than its position"));
            }
        }
    }
}
