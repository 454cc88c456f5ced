using Microsoft.Extensions.Options;

namespace Settlement.Engine.Execution;

/// <summary>
/// Exponential back-off with jitter: base x 2^(attempt - 1), at most the maximum, less up to half of it. The jitter is a function of seed, wire
/// and attempt: wires that failed together come back apart, and a run can be repeated.
/// </summary>
public sealed class BackOff(IOptions<ExecutionOptions> options)
{
    /// <summary>2^20 base delays are beyond any maximum that may be set, and far from overflowing.</summary>
    private const int MaxDoublings = 20;

    public TimeSpan Delay(string wireId, int attempt)
    {
        var settings = options.Value;
        var full = Math.Min(settings.MaxDelayMilliseconds, (double)settings.BaseDelayMilliseconds * (1L << Math.Clamp(attempt - 1, 0, MaxDoublings)));
        return TimeSpan.FromMilliseconds(full * (1 - (0.5 * Dice.Roll(settings.JitterSeed, wireId, attempt, "back-off"))));
    }
}
