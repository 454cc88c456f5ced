using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Sagas.Pump;
using Xunit;

namespace Settlement.Tests.Sagas.Pump;

public sealed class KeyedPumpTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_watermark_waits_for_the_oldest_record_and_then_passes_all_that_is_done()
    {
        var first = new TaskCompletionSource();
        var afterSecond = new TaskCompletionSource();
        using var pump = Pump((item, _) =>
        {
            if (item == 35)
            {
                afterSecond.SetResult(); // the second of its key: so the first of it is done
            }

            return item == 10 ? first.Task : Task.CompletedTask;
        });
        await Push(pump, 10, "a");
        await Push(pump, 20, "b");
        await Push(pump, 35, "b");
        await afterSecond.Task.WaitAsync(Cancellation);

        Assert.Equal(0, pump.Watermark);
        first.SetResult();

        Assert.Equal(35, await pump.DrainAsync(Cancellation));
    }

    [Fact]
    public async Task A_record_waits_for_the_one_of_its_key_and_for_no_other()
    {
        var first = new TaskCompletionSource();
        var handled = new ConcurrentQueue<long>();
        var otherKey = new TaskCompletionSource();
        using var pump = Pump(async (item, _) =>
        {
            if (item == 1)
            {
                await first.Task;
            }

            handled.Enqueue(item);
            if (item == 3)
            {
                otherKey.SetResult();
            }
        });
        await Push(pump, 1, "a");
        await Push(pump, 2, "a");
        await Push(pump, 3, "b");

        await otherKey.Task.WaitAsync(Cancellation);
        Assert.Equal([3L], handled);
        first.SetResult();
        await pump.DrainAsync(Cancellation);

        Assert.Equal([3L, 1L, 2L], handled);
    }

    [Fact]
    public async Task Push_waits_while_as_many_as_allowed_are_in_flight()
    {
        var gate = new TaskCompletionSource();
        using var pump = Pump((_, _) => gate.Task, new KeyedPumpOptions { MaxInFlight = 2 });
        await Push(pump, 1, "a");
        await Push(pump, 2, "a");

        var third = Push(pump, 3, "b").AsTask();

        Assert.False(third.IsCompleted);
        gate.SetResult();
        await third.WaitAsync(Cancellation);
        Assert.Equal(3, await pump.DrainAsync(Cancellation));
    }

    [Fact]
    public async Task Push_waits_while_the_oldest_record_is_too_far_behind()
    {
        var oldest = new TaskCompletionSource();
        var others = new CountdownEvent(2);
        using var pump = Pump(
            async (item, _) =>
            {
                if (item == 1)
                {
                    await oldest.Task;
                    return;
                }

                if (others.CurrentCount > 0)
                {
                    others.Signal();
                }
            },
            new KeyedPumpOptions { MaxInFlight = 100, MaxAhead = 3 });
        await Push(pump, 1, "a");
        await Push(pump, 2, "b");
        await Push(pump, 3, "c");
        others.Wait(Cancellation);

        var fourth = Push(pump, 4, "d").AsTask();

        Assert.False(fourth.IsCompleted);
        oldest.SetResult();
        await fourth.WaitAsync(Cancellation);
        Assert.Equal(4, await pump.DrainAsync(Cancellation));
        others.Dispose();
    }

    [Fact]
    public async Task During_an_outage_the_same_record_is_tried_until_it_succeeds_and_its_key_waits()
    {
        var attempts = 0;
        var handled = new ConcurrentQueue<long>();
        using var pump = Pump((item, _) =>
        {
            if (item == 1 && Interlocked.Increment(ref attempts) <= 20)
            {
                throw new NpgsqlException("away", new TimeoutException());
            }

            handled.Enqueue(item);
            return Task.CompletedTask;
        });
        await Push(pump, 1, "a");
        await Push(pump, 2, "a");

        Assert.Equal(2, await pump.DrainAsync(Cancellation));
        Assert.Equal([1L, 2L], handled);
        Assert.Equal(21, attempts);
    }

    [Fact]
    public async Task A_record_that_can_never_be_handled_is_a_dead_letter_before_the_watermark_passes_it()
    {
        var stored = new TaskCompletionSource();
        var failures = 0;
        var letters = new ConcurrentQueue<(PumpRecord<long> Record, string Reason)>();
        var secondTry = new TaskCompletionSource();
        using var pump = Pump(
            (item, _) => item == 1 ? throw new InvalidDataException("poison") : Task.CompletedTask,
            deadLetter: async (record, reason, _) =>
            {
                if (Interlocked.Increment(ref failures) == 1)
                {
                    throw new InvalidOperationException("the dead letters cannot be written now");
                }

                secondTry.TrySetResult();
                await stored.Task;
                letters.Enqueue((record, reason.Message));
            });
        await Push(pump, 1, "a");
        await Push(pump, 2, "b");

        await secondTry.Task.WaitAsync(Cancellation);
        Assert.Equal(0, pump.Watermark);
        stored.SetResult();

        Assert.Equal(2, await pump.DrainAsync(Cancellation));
        Assert.Equal([(new PumpRecord<long>(1, "a", 1), "poison")], letters);
    }

    [Fact]
    public async Task A_stopped_pump_leaves_what_is_not_done_behind_its_watermark_and_drains_at_once()
    {
        using var stopping = new CancellationTokenSource();
        var started = new TaskCompletionSource();
        using var pump = Pump(
            async (item, stop) =>
            {
                if (item == 2)
                {
                    started.SetResult();
                    await Task.Delay(Timeout.Infinite, stop);
                }
            },
            stopping: stopping.Token);
        await Push(pump, 1, "a");
        await Push(pump, 2, "a"); // starts when the first one is done
        await Push(pump, 3, "a");
        await started.Task.WaitAsync(Cancellation);
        await stopping.CancelAsync();

        await pump.IdleAsync(Cancellation);
        Assert.Equal(1, pump.Watermark);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Push(pump, 4, "c").AsTask());
    }

    [Fact]
    public async Task A_stop_ends_the_retries_of_an_outage()
    {
        using var stopping = new CancellationTokenSource();
        var failing = new TaskCompletionSource();
        using var pump = Pump(
            (_, _) =>
            {
                failing.TrySetResult();
                throw new TimeoutException();
            },
            new KeyedPumpOptions { FirstRetryMilliseconds = 60_000, LongestRetryMilliseconds = 600_000 },
            stopping: stopping.Token);
        await Push(pump, 1, "a");
        await failing.Task.WaitAsync(Cancellation);
        await stopping.CancelAsync();

        await pump.IdleAsync(Cancellation);
        Assert.Equal(0, pump.Watermark);
    }

    [Fact]
    public async Task A_barrier_is_not_reached_when_the_pump_was_stopped_before_it()
    {
        using var stopping = new CancellationTokenSource();
        using var pump = Pump((_, stop) => Task.Delay(Timeout.Infinite, stop), stopping: stopping.Token);
        await Push(pump, 1, "a");
        var barrier = pump.DrainAsync(CancellationToken.None);
        Assert.False(barrier.IsCompleted);
        await stopping.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => barrier);
        Assert.Throws<InvalidOperationException>(() => pump.Pass(2));
    }

    [Fact]
    public async Task A_passed_record_counts_as_done_and_may_not_be_pushed_again()
    {
        using var pump = Pump((_, _) => Task.CompletedTask);
        await Push(pump, 1, "a");
        await pump.DrainAsync(Cancellation);
        pump.Pass(2);

        Assert.Equal(2, pump.Watermark);
        Assert.Throws<ArgumentOutOfRangeException>(() => pump.Pass(2));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Push(pump, 2, "a").AsTask());
        await Push(pump, 3, "a");
        Assert.Equal(3, await pump.DrainAsync(Cancellation));
    }

    [Fact]
    public async Task Positions_must_grow()
    {
        using var pump = Pump((_, _) => Task.CompletedTask);
        await Push(pump, 5, "a");

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Push(pump, 5, "b").AsTask());
        Assert.Equal(5, await pump.DrainAsync(Cancellation));
    }

    private static ValueTask Push(KeyedPump<long> pump, long position, string key) =>
        pump.PushAsync(new PumpRecord<long>(position, key, position), Cancellation);

    private static KeyedPump<long> Pump(
        Func<long, CancellationToken, Task> handle,
        KeyedPumpOptions? options = null,
        Func<PumpRecord<long>, Exception, CancellationToken, Task>? deadLetter = null,
        CancellationToken? stopping = null) =>
        new(
            handle,
            deadLetter ?? ((record, reason, _) => throw new InvalidOperationException($"{record.Key} was not expected to die", reason)),
            options ?? new KeyedPumpOptions { FirstRetryMilliseconds = 1, LongestRetryMilliseconds = 1 },
            watermark: 0,
            TimeProvider.System,
            NullLogger<KeyedPump<long>>.Instance,
            stopping ?? Cancellation);
}
