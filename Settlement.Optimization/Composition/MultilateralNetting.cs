using Settlement.Domain.Batches;

namespace Settlement.Optimization.Composition;

/// <summary>
/// Multilateral netting (BIS, Report on netting schemes, 1989) and its wires: one per participant and currency, a pay-in of what it owes, a
/// pay-out of what it is owed. <c>n</c> positions that sum to zero need <c>n - 1</c> wires at most between participants directly; through the
/// system it is <c>n</c>: the price of every pay-in being confirmed before any pay-out leaves.
/// </summary>
internal static class MultilateralNetting
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
