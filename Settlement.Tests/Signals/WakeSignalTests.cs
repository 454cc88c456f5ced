using Settlement.Engine.Signals;
using Xunit;

namespace Settlement.Tests.Signals;

public sealed class WakeSignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_raised_many_times_before_it_is_seen_wakes_once()
    {
        using var signal = new WakeSignal();
        Parallel.For(0, 1_000, _ => signal.Raise());

        await signal.WaitAsync(Long, Cancellation);

        Assert.False(signal.WaitAsync(TimeSpan.FromMinutes(1), Cancellation).IsCompleted);
    }

    [Fact]
    public async Task What_is_raised_after_a_wake_up_wakes_again()
    {
        using var signal = new WakeSignal();
        for (var round = 0; round < 100; round++)
        {
            var waiting = signal.WaitAsync(Long, Cancellation);
            signal.Raise();
            await waiting;
        }

        var idle = signal.WaitAsync(Long, Cancellation);
        Assert.False(idle.IsCompleted);
        signal.Raise();
        await idle;
    }

    [Fact]
    public async Task A_limit_ends_a_wait_and_loses_no_later_signal()
    {
        using var signal = new WakeSignal();
        await signal.WaitAsync(TimeSpan.Zero, Cancellation);
        signal.Raise();

        Assert.True(signal.WaitAsync(Long, Cancellation).IsCompleted);
    }
}
