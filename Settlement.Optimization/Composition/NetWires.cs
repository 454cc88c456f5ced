using Settlement.Domain.Batches;

namespace Settlement.Optimization.Composition;

/// <summary>One wire per participant and currency: a pay-in of what it owes, a pay-out of what it is owed.</summary>
internal static class NetWires
{
    /// <param name="due">What is due: the positions, less what confirmed wires have moved.</param>
    public static List<Transfer> For(IReadOnlyList<NetPosition> due)
    {
        var transfers = new List<Transfer>(due.Count);
        foreach (var (participant, currency, minor) in due)
        {
            transfers.Add(minor < 0
                ? new Transfer(participant, PlannedWire.SystemParty, currency, -minor, null)
                : new Transfer(PlannedWire.SystemParty, participant, currency, minor, null));
        }

        return transfers;
    }
}
