using System.Collections.Concurrent;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Sagas.Pump;
using Xunit;

namespace Settlement.Tests.Sagas.Pump;

public sealed class KeyedPumpProperties
{
    /// <summary>What becomes of a record: done at once, done after a detour, done after some outages, or dead.</summary>
    public enum Fate
    {
        Done,
        Yields,
        FailsOnce,
        FailsThrice,
        Poison,
    }

    [Fact]
    public void Every_record_is_handled_once_in_the_order_of_its_key_and_the_watermark_never_passes_one_that_is_not_done()
    {
        var record = Gen.Zip(Gen.Choose(0, 4), Gen.Elements(Enum.GetValues<Fate>()));
        Prop.ForAll(
            Gen.Zip(record.ListOf(), Gen.Choose(1, 8)).ToArbitrary(),
            log => RunAsync([.. log.Item1], log.Item2)).QuickCheckThrowOnFailure();
    }

    private static async Task<bool> RunAsync((int Key, Fate Fate)[] log, int maxInFlight)
    {
        var attempts = new int[log.Length];
        var done = new bool[log.Length];
        var busy = new int[5];
        var handled = new ConcurrentQueue<(int Key, int Index)>();
        var dead = new ConcurrentQueue<int>();
        var sound = true;
        KeyedPump<int> pump = null!;
        pump = new KeyedPump<int>(
            async (index, _) =>
            {
                var (key, fate) = log[index];
                Check(Interlocked.Increment(ref busy[key]) == 1);
                try
                {
                    await Task.Yield();
                    var attempt = ++attempts[index];
                    switch (fate)
                    {
                        case Fate.Yields:
                            await Task.Yield();
                            break;
                        case Fate.FailsOnce when attempt == 1:
                        case Fate.FailsThrice when attempt <= 3:
                            throw new TimeoutException();
                        case Fate.Poison:
                            throw new InvalidDataException();
                    }

                    Check(pump.Watermark <= index);
                    handled.Enqueue((key, index));
                    Volatile.Write(ref done[index], true);
                    CheckWatermark();
                }
                finally
                {
                    Interlocked.Decrement(ref busy[key]);
                }
            },
            (record, _, _) =>
            {
                dead.Enqueue(record.Item);
                Volatile.Write(ref done[record.Item], true);
                CheckWatermark();
                return Task.CompletedTask;
            },
            new KeyedPumpOptions { MaxInFlight = maxInFlight, MaxAhead = maxInFlight * 2, FirstRetryMilliseconds = 1, LongestRetryMilliseconds = 1 },
            watermark: 0,
            TimeProvider.System,
            NullLogger<KeyedPump<int>>.Instance,
            TestContext.Current.CancellationToken);
        for (var i = 0; i < log.Length; i++)
        {
            await pump.PushAsync(new PumpRecord<int>(i + 1, $"key-{log[i].Key}", i), CancellationToken.None);
        }

        var watermark = await pump.DrainAsync(CancellationToken.None);
        pump.Dispose();
        var inOrder = handled.GroupBy(entry => entry.Key).All(key => key.Select(entry => entry.Index).SequenceEqual(key.Select(entry => entry.Index).Order()));
        return sound && inOrder
            && watermark == log.Length
            && handled.Count == log.Count(entry => entry.Fate != Fate.Poison)
            && dead.Order().SequenceEqual(log.Index().Where(entry => entry.Item.Fate == Fate.Poison).Select(entry => entry.Index));

        void CheckWatermark()
        {
            for (var i = 0L; i < pump.Watermark; i++)
            {
                Check(Volatile.Read(ref done[i]));
            }
        }

        void Check(bool holds)
        {
            if (!holds)
            {
                Volatile.Write(ref sound, false);
            }
        }
    }
}
