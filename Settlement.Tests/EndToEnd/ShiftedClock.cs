using System.Diagnostics;

namespace Settlement.Tests.EndToEnd;

/// <summary>A clock that starts on a day of the test's choice, runs at the usual pace and leaps when told to. Its timers are real.</summary>
internal sealed class ShiftedClock(DateTimeOffset start) : TimeProvider
{
    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _leapTicks;

    public override DateTimeOffset GetUtcNow() =>
        start + Stopwatch.GetElapsedTime(_startedAt) + TimeSpan.FromTicks(Interlocked.Read(ref _leapTicks));

    public void Leap(TimeSpan by) => Interlocked.Add(ref _leapTicks, by.Ticks);

    public void LeapTo(DateTimeOffset moment) => Leap(moment - GetUtcNow());
}
