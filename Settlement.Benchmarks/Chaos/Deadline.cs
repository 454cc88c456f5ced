using System.Diagnostics;

namespace Settlement.Benchmarks.Chaos;

/// <summary>Waits for what another process does; there is no event to await, so it asks, at a bounded pace and for a bounded time.</summary>
internal static class Deadline
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(50);

    /// <returns>How long it took.</returns>
    /// <exception cref="TimeoutException">The condition does not hold in time; the message is what <paramref name="why"/> says then.</exception>
    public static async Task<TimeSpan> UntilAsync(Func<Task<bool>> condition, TimeSpan limit, Func<string> why)
    {
        var watch = Stopwatch.StartNew();
        while (!await condition())
        {
            if (watch.Elapsed > limit)
            {
                throw new TimeoutException($"not within {limit.TotalSeconds:0} s: {why()}");
            }

            await Task.Delay(Pace);
        }

        return watch.Elapsed;
    }
}
