namespace Settlement.Optimization.Workloads;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): a few lines, so that a seed means the same on any runtime. All draws are integers: no
/// logarithm whose last digit depends on the machine takes part.
/// </summary>
internal sealed class WorkloadRandom(ulong seed)
{
    private ulong state = seed;

    public ulong Next()
    {
        unchecked
        {
            state += 0x9E3779B97F4A7C15;
            var z = state;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    /// <summary>At least <paramref name="min"/> and less than <paramref name="max"/>. The bias is below 2^-32 for the ranges used here.</summary>
    public int Next(int min, int max) => min + (int)(Next() % (ulong)(max - min));

    public bool Percent(int chance) => Next(0, 100) < chance;

    /// <summary>About log-normal: a power of two whose exponent is a sum of three dice, and uniform in between. Most lie within a factor of
    /// eight of the middle.</summary>
    /// <param name="lowExponent">The least exponent; the middle lies six above it.</param>
    public long LogNormal(int lowExponent) => Between(lowExponent + Next(0, 5) + Next(0, 5) + Next(0, 5));

    /// <summary>Pareto with index 1: every doubling is half as likely, up to thirteen of them.</summary>
    public long Pareto(int lowExponent) => Between(lowExponent + Math.Min(13, System.Numerics.BitOperations.TrailingZeroCount(Next())));

    private long Between(int exponent) => (1L << exponent) + (long)(Next() % (1UL << exponent));
}
