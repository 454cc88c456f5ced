using System.Globalization;
using Settlement.Domain.Batches;

namespace Settlement.Optimization.Composition;

/// <summary>Makes the wires of a round: pay-ins before pay-outs, each phase by transaction id (none first), debtor, creditor and currency,
/// numbered from 1.</summary>
internal static class WireSheet
{
    public static PlannedWire[] Number(string batchId, int round, List<Transfer> transfers)
    {
        transfers.Sort(static (a, b) =>
        {
            var order = Phase(a).CompareTo(Phase(b));
            order = order != 0 ? order : string.CompareOrdinal(a.TransactionId, b.TransactionId);
            order = order != 0 ? order : string.CompareOrdinal(a.Debtor, b.Debtor);
            order = order != 0 ? order : string.CompareOrdinal(a.Creditor, b.Creditor);
            return order != 0 ? order : string.CompareOrdinal(a.Currency, b.Currency);
        });

        var wires = new PlannedWire[transfers.Count];
        for (var i = 0; i < wires.Length; i++)
        {
            var transfer = transfers[i];
            var id = string.Create(CultureInfo.InvariantCulture, $"{batchId}_r{round}_w{i + 1}");
            wires[i] = new PlannedWire(
                id, Phase(transfer), transfer.Debtor, transfer.Creditor, transfer.Currency, transfer.AmountMinor, transfer.TransactionId);
        }

        return wires;
    }

    private static WirePhase Phase(Transfer transfer) => transfer.Debtor == PlannedWire.SystemParty ? WirePhase.PayOut : WirePhase.PayIn;
}
