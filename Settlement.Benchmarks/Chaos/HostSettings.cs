using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>Settings of the programs under test: a small server, and rails that lose, delay and refuse, the same for the same seed.</summary>
internal static class HostSettings
{
    /// <param name="finalRefusalRate">
    /// Wires that the rail refuses for good: each takes a party out of its batch, which is planned, agreed on and executed again without it.
    /// </param>
    public static Dictionary<string, string> Of(int seed, string cacheFolder, string finalRefusalRate = "0.01") => new(StringComparer.Ordinal)
    {
        ["Database__CacheFolder"] = cacheFolder,
        ["Database__Settings__shared_buffers"] = "32MB",
        ["Database__Settings__min_wal_size"] = "64MB",
        ["Execution__BaseDelayMilliseconds"] = "20",
        ["Execution__MaxDelayMilliseconds"] = "500",
        ["Execution__Faults__Seed"] = seed.ToString(CultureInfo.InvariantCulture),
        ["Execution__Faults__MeanDelayMilliseconds"] = "3",
        ["Execution__Faults__TransientRefusalRate"] = "0.04",
        ["Execution__Faults__FinalRefusalRate"] = finalRefusalRate,
        ["Execution__Faults__LostBeforeRate"] = "0.03",
        ["Execution__Faults__LostAfterRate"] = "0.03",
    };
}
