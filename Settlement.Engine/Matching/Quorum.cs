namespace Settlement.Engine.Matching;

/// <summary>
/// Quorums of n parties of which f may lie (Castro and Liskov, "Practical Byzantine Fault Tolerance", 1999, for n = 3f+1; the rounding
/// for other n keeps both of its properties: two quorums share an honest party, and the honest parties alone are a quorum).
/// </summary>
public static class Quorum
{
    /// <summary>How many of <paramref name="parties"/> may lie: floor((n - 1) / 3).</summary>
    public static int Faulty(int parties)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parties);
        return (parties - 1) / 3;
    }

    /// <summary>Signatures needed: floor((n + f) / 2) + 1.</summary>
    public static int Of(int parties) => ((parties + Faulty(parties)) / 2) + 1;
}
