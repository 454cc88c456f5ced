namespace Settlement.Tests.Execution;

/// <summary>
/// A clock that stands still until somebody waits: a wait of up to ten seconds is over at once and the clock has leapt. Time limits of
/// calls are longer than that in these tests, and never pass.
/// </summary>
internal sealed class LeapingTime : TimeProvider
{
    public static readonly TimeSpan LongestLeap = TimeSpan.FromSeconds(10);

    private long _ticks = new DateTimeOffset(2026, 11, 23, 8, 0, 0, TimeSpan.Zero).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Leap(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public void LeapTo(DateTimeOffset moment)
    {
        if (moment > GetUtcNow())
        {
            Leap(moment - GetUtcNow());
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime >= TimeSpan.Zero && dueTime <= LongestLeap)
        {
            Leap(dueTime);
            ThreadPool.QueueUserWorkItem(_ => callback(state));
        }

        return new Timer();
    }

    private sealed class Timer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
