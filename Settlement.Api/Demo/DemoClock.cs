namespace Settlement.Api.Demo;

/// <summary>
/// A clock that runs at the pace of the real one and can be set forward. Only what it says changes: timers and timestamps stay real, so
/// timeouts and pauses take as long as ever.
/// </summary>
public sealed class DemoClock : TimeProvider
{
    private readonly TimeProvider real;
    private readonly long start;
    private long offsetTicks;

    public DemoClock(DateTimeOffset startsAt, TimeProvider real)
    {
        ArgumentNullException.ThrowIfNull(real);
        this.real = real;
        start = real.GetTimestamp();
        offsetTicks = startsAt.UtcTicks;
    }

    public override long TimestampFrequency => real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => new(Volatile.Read(ref offsetTicks) + real.GetElapsedTime(start).Ticks, TimeSpan.Zero);

    public override long GetTimestamp() => real.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        real.CreateTimer(callback, state, dueTime, period);

    /// <summary>Sets the clock to an instant; where that has passed already it stays as it is, because time never goes back.</summary>
    public void AdvanceTo(DateTimeOffset instant)
    {
        var ahead = instant.UtcTicks - GetUtcNow().UtcTicks;
        if (ahead > 0)
        {
            Interlocked.Add(ref offsetTicks, ahead);
        }
    }
}
