namespace Settlement.Optimization.Pricing;

/// <summary>
/// For each place (a cell, or a pair) a total that only deferring payments can move, and the least that moving it by deferral can cost: at
/// least one payment's share, and at least the total times the least share per unit.
/// </summary>
internal sealed class ScarceShares(int places)
{
    private readonly long[] total = new long[places];
    private readonly long[] leastShare = Filled(places);
    private readonly long[] leastProRata = Filled(places);

    /// <summary>Adds to the total; all of it before the first offer.</summary>
    public void Total(int place, long minor) => total[place] += minor;

    /// <summary>A payment whose deferral moves the total by <paramref name="minor"/> and costs <paramref name="share"/> here.</summary>
    public void Offer(int place, long share, long minor)
    {
        leastShare[place] = Math.Min(leastShare[place], share);
        var proRata = (Int128)share * Math.Abs(total[place]) / minor;
        leastProRata[place] = (long)Int128.Min(leastProRata[place], proRata);
    }

    /// <summary>Zero where there is nothing to move, without end where no deferral can move it.</summary>
    public long LeastToMove(int place) => total[place] == 0 ? 0 : Math.Max(leastShare[place], leastProRata[place]);

    private static long[] Filled(int places)
    {
        var array = new long[places];
        Array.Fill(array, long.MaxValue);
        return array;
    }
}
