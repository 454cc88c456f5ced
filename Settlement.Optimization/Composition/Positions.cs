using System.Runtime.InteropServices;
using Settlement.Domain.Batches;

namespace Settlement.Optimization.Composition;

/// <summary>Sums what payments or wires bring each participant and take from it, per currency.</summary>
internal sealed class Positions
{
    private readonly Dictionary<(string Participant, string Currency), long> net = [];

    public static Positions Of(IEnumerable<Candidate> payments)
    {
        var positions = new Positions();
        foreach (var payment in payments)
        {
            positions.Add(payment.Debtor, payment.SourceCurrency, -payment.SourceMinor);
            positions.Add(payment.Creditor, payment.DestinationCurrency, payment.DestinationMinor);
        }

        return positions;
    }

    /// <summary>Takes off what wires have moved: what is left is still due.</summary>
    public void Less(IEnumerable<PlannedWire> wires)
    {
        foreach (var wire in wires)
        {
            if (wire.Debtor != PlannedWire.SystemParty)
            {
                Add(wire.Debtor, wire.Currency, wire.AmountMinor);
            }

            if (wire.Creditor != PlannedWire.SystemParty)
            {
                Add(wire.Creditor, wire.Currency, -wire.AmountMinor);
            }
        }
    }

    /// <summary>Those that are not zero, by participant, then currency.</summary>
    public NetPosition[] NotZero()
    {
        var list = new List<NetPosition>(net.Count);
        foreach (var ((participant, currency), minor) in net)
        {
            if (minor != 0)
            {
                list.Add(new NetPosition(participant, currency, minor));
            }
        }

        list.Sort(static (a, b) =>
            string.CompareOrdinal(a.Participant, b.Participant) is var order && order != 0
                ? order
                : string.CompareOrdinal(a.Currency, b.Currency));
        return [.. list];
    }

    private void Add(string participant, string currency, long minor) =>
        CollectionsMarshal.GetValueRefOrAddDefault(net, (participant, currency), out _) += minor;
}
