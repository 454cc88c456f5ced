using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Intake.Kafka;
using Settlement.Sagas.Pump;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Works through one partition of the intake topic, in its order: takes records into the database, gives each payment its window, and starts its saga. A close
/// marker is a barrier in its partition, as it is in the whole of an undivided log. An outage makes the lane wait; nothing becomes a dead letter for it.
/// </summary>
public sealed partial class PartitionLane : IPartitionLane
{
    /// <summary>Records that share one commit of the table.</summary>
    private const int MaxGroup = 512;

    /// <summary>Records that are taken at each look while intake is in a burst: what RTGS needs goes on, slowly.</summary>
    private const int BurstGroup = 16;

    private static readonly TimeSpan BurstPause = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    private readonly LaneWork _work;
    private readonly int _partition;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<IntakeMessage> _queue;
    private readonly KeyedPump<LaneItem> _pump;
    private readonly Task _loop;
    private int _queued;
    private volatile bool _isEnding;

    /// <param name="position">Before the first record to come.</param>
    public PartitionLane(LaneWork work, int partition, long position, KeyedPumpOptions options, TimeProvider clock, ILoggerFactory loggers)
    {
        _work = work;
        _partition = partition;
        _logger = loggers.CreateLogger<PartitionLane>();

        // Bounded by the consumer, which pauses the partition: what it had fetched must find room.
        _queue = Channel.CreateUnbounded<IntakeMessage>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        _pump = new KeyedPump<LaneItem>(HandleAsync, work.DeadLetterAsync, options, position, clock, loggers.CreateLogger<KeyedPump<LaneItem>>(), _stopping.Token);
        _loop = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public int Backlog => Volatile.Read(ref _queued);

    /// <inheritdoc/>
    public long Watermark => _pump.Watermark;

    /// <inheritdoc/>
    public Exception? Failure { get; private set; }

    /// <inheritdoc/>
    public void Take(IntakeMessage message)
    {
        Interlocked.Increment(ref _queued);
        _queue.Writer.TryWrite(message);
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan drain)
    {
        _isEnding = true;
        _queue.Writer.TryComplete();
        if (drain > TimeSpan.Zero)
        {
            await _loop.WaitAsync(drain, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _stopping.CancelAsync();
        await _loop;
        await _pump.IdleAsync(CancellationToken.None);
        _pump.Dispose();
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            // What the partition's last owner met stands in the database by now.
            await UntilDoneAsync(() => _work.LoadClosesAsync(_stopping.Token));
            var group = new List<IntakeMessage>(MaxGroup);
            while (await _queue.Reader.WaitToReadAsync(_stopping.Token))
            {
                var limit = await LeaveRoomAsync() ? BurstGroup : MaxGroup;
                while (group.Count < limit && _queue.Reader.TryRead(out var message))
                {
                    group.Add(message);
                }

                await WorkAsync(group);
                Interlocked.Add(ref _queued, -group.Count);
                group.Clear();
            }

            // A clean end leaves nothing under way.
            await _pump.DrainAsync(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // What is not done another engine does.
        }
#pragma warning disable CA1031 // The consumer sees the failure and begins anew at the watermark; the lane's task has no one else to tell.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            LogFailed(_partition, failure);
            Failure = failure;
        }
    }

    /// <summary>Waits for a moment while intake is in a burst, and tells that it is; a lane that ends has no time for it.</summary>
    private async Task<bool> LeaveRoomAsync()
    {
        if (_isEnding || !_work.IsBurst)
        {
            return false;
        }

        // Real time: the machine is busy, whatever the clock of settlement says.
        await Task.Delay(BurstPause, _stopping.Token);
        return !_isEnding;
    }

    /// <summary>Payments between two markers go together; a marker waits for all before it.</summary>
    private async Task WorkAsync(List<IntakeMessage> group)
    {
        var payments = new List<IntakeMessage>(group.Count);
        foreach (var message in group)
        {
            if (message.WindowClose is not { } windowId)
            {
                payments.Add(message);
                continue;
            }

            await TakeAsync(payments);
            payments.Clear();
            await CloseAsync(message, windowId);
        }

        await TakeAsync(payments);
    }

    private async Task TakeAsync(List<IntakeMessage> payments)
    {
        if (payments.Count == 0)
        {
            return;
        }

        foreach (var verdict in await UntilDoneAsync(() => _work.Ingest.TakeAsync(payments, _pump.Watermark, _stopping.Token)))
        {
            var message = verdict.Message;
            Arrival? arrival = null;
            if (verdict.Entry is { Payment: { } payment } entry)
            {
                var slot = _work.Resolve(payment, entry);
                await UntilDoneAsync(() => _work.EnsureOpenAsync(slot, _stopping.Token));
                arrival = new Arrival(entry, payment, slot);
            }

            // What is no payment passes through as well: the watermark counts it when its turn comes.
            var key = arrival?.Payment.TransactionId ?? "#" + message.Position;
            await _pump.PushAsync(
                new PumpRecord<LaneItem>(message.Position, key, new LaneItem(message, arrival, verdict.Dead)), _stopping.Token);
        }
    }

    private async Task CloseAsync(IntakeMessage message, string windowId)
    {
        await _pump.DrainAsync(_stopping.Token);
        await UntilDoneAsync(() => _work.CloseAsync(message, windowId, _stopping.Token));
        _pump.Pass(message.Position);
    }

    private async Task HandleAsync(LaneItem item, CancellationToken cancellationToken)
    {
        if (item.Dead is { } dead)
        {
            await _work.DeadLetters.KeepAsync(dead, cancellationToken);
        }
        else if (item.Arrival is { } arrival)
        {
            using var activity = IntakeTrace.StartConsuming(item.Message.Trace);
            await _work.Admission.AdmitAsync(arrival, cancellationToken);
        }
    }

    private Task UntilDoneAsync(Func<Task> work) => UntilDoneAsync(async () =>
    {
        await work();
        return true;
    });

    /// <summary>Tries again for as long as time may heal it and nobody stops the lane; everything here may be done twice.</summary>
    private async Task<T> UntilDoneAsync<T>(Func<Task<T>> work)
    {
        for (var pause = FirstPause; ;)
        {
            _stopping.Token.ThrowIfCancellationRequested();
            try
            {
                return await work();
            }
            catch (Exception away) when (TransientFault.Matches(away) && !_stopping.IsCancellationRequested)
            {
                LogWaits(_partition, pause.TotalMilliseconds, away);
            }

            await Task.Delay(pause, _stopping.Token);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    [LoggerMessage(LogLevel.Warning, "Partition {Partition} waits for {Milliseconds} ms and tries again")]
    private partial void LogWaits(int partition, double milliseconds, Exception away);

    [LoggerMessage(LogLevel.Error, "Partition {Partition} cannot be taken further")]
    private partial void LogFailed(int partition, Exception failure);
}
