namespace Settlement.Engine.Execution;

/// <summary>Chance as a pure function: the same arguments give the same number on any machine.</summary>
internal static class Dice
{
    /// <summary>Uniform in [0, 1): FNV-1a over the arguments, finished with SplitMix64's mixer (Steele, Lea and Flood, 2014).</summary>
    public static double Roll(long seed, string wireId, int attempt, string face)
    {
        unchecked
        {
            var hash = 14695981039346656037UL ^ (ulong)seed;
            hash = Add(Add(hash, wireId) * 31 + (ulong)attempt, face);
            hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
            hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
            hash ^= hash >> 31;
            return (hash >> 11) * (1.0 / (1UL << 53));
        }
    }

    private static ulong Add(ulong hash, string text)
    {
        unchecked
        {
            foreach (var character in text)
            {
                hash = (hash ^ character) * 1099511628211UL;
            }

            return (hash ^ 0xFFFF) * 1099511628211UL;
        }
    }
}
