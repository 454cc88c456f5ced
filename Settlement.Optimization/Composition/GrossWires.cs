using System.Runtime.InteropServices;
using Settlement.Domain.Batches;

namespace Settlement.Optimization.Composition;

/// <summary>
/// One wire per payment, straight from debtor to creditor; a cross-currency one is a pay-in to the system and a pay-out from it; an offset
/// group is one wire of its net. A payment within one participant and currency needs none.
/// </summary>
internal sealed class GrossWires
{
    // What each payment (or, without id, each offset group) still has to move from the first to the second party, negative back.
    private readonly Dictionary<(string? TransactionId, string First, string Second, string Currency), long> due = [];

    /// <param name="offset">Ids of the payments that settle in offset groups.</param>
    /// <param name="confirmed">Wires that have moved funds already; a payment that is gone gets back what they moved.</param>
    public static List<Transfer> For(IEnumerable<Candidate> payments, IReadOnlySet<string> offset, IEnumerable<PlannedWire> confirmed)
    {
        var wires = new GrossWires();
        foreach (var payment in payments)
        {
            if (payment.IsCrossCurrency)
            {
                wires.Owe(payment.TransactionId, payment.Debtor, PlannedWire.SystemParty, payment.SourceCurrency, payment.SourceMinor);
                wires.Owe(
                    payment.TransactionId, PlannedWire.SystemParty, payment.Creditor, payment.DestinationCurrency, payment.DestinationMinor);
            }
            else if (payment.Debtor != payment.Creditor)
            {
                var id = offset.Contains(payment.TransactionId) ? null : payment.TransactionId;
                wires.Owe(id, payment.Debtor, payment.Creditor, payment.SourceCurrency, payment.SourceMinor);
            }
        }

        foreach (var wire in confirmed)
        {
            wires.Owe(wire.TransactionId, wire.Debtor, wire.Creditor, wire.Currency, -wire.AmountMinor);
        }

        return wires.Transfers();
    }

    private void Owe(string? transactionId, string debtor, string creditor, string currency, long minor)
    {
        var ascending = string.CompareOrdinal(debtor, creditor) <= 0;
        var key = ascending ? (transactionId, debtor, creditor, currency) : (transactionId, creditor, debtor, currency);
        CollectionsMarshal.GetValueRefOrAddDefault(due, key, out _) += ascending ? minor : -minor;
    }

    private List<Transfer> Transfers()
    {
        var transfers = new List<Transfer>(due.Count);
        foreach (var ((id, first, second, currency), minor) in due)
        {
            if (minor != 0)
            {
                transfers.Add(minor > 0
                    ? new Transfer(first, second, currency, minor, id)
                    : new Transfer(second, first, currency, -minor, id));
            }
        }

        return transfers;
    }
}
