using Microsoft.Extensions.Logging;

namespace Settlement.Sagas.Pump;

/// <summary>
/// Feeds the records of an ordered log to a handler: one record of a key at a time and in order, many keys side by side. A record is done when its handler
/// completed or its dead letter is stored; <see cref="Watermark"/> says up to where the log is done without a gap, which is what a consumer may
/// checkpoint. On a transient fault the same record is tried again, for as long as the pump is not stopped; its key waits behind it.
/// </summary>
/// <remarks>Records are pushed by one producer at a time. A stopped pump leaves what is not done for the next start, which hands it out again.</remarks>
/// <param name="handle">Handles one record; completes when its effect is durable. Records may come again after a crash.</param>
/// <param name="deadLetter">Stores a record that can never be handled, with the reason; completes when that is durable. Tried until it succeeds.</param>
/// <param name="watermark">Position up to which the log was done before.</param>
/// <param name="stopping">Stops the pump: running handlers are told, waiting records are left undone.</param>
public sealed partial class KeyedPump<T>(
    Func<T, CancellationToken, Task> handle,
    Func<PumpRecord<T>, Exception, CancellationToken, Task> deadLetter,
    KeyedPumpOptions options,
    long watermark,
    TimeProvider clock,
    ILogger<KeyedPump<T>> logger,
    CancellationToken stopping) : IDisposable
{
    private static readonly TimeSpan LogEvery = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _inFlight = new(options.MaxInFlight);
    private readonly SemaphoreSlim _ahead = new(options.MaxAhead);
    private readonly Queue<Entry> _order = new();
    private readonly Dictionary<string, Entry> _lastOfKey = new(StringComparer.Ordinal);
    private TaskCompletionSource? _drained;
    private long _pushed = watermark;
    private long _watermark = watermark;
    private long _logAgainAt;
    private int _unfinished;

    /// <summary>Every pushed record up to this position is done.</summary>
    public long Watermark => Volatile.Read(ref _watermark);

    /// <summary>Takes a record; waits while too many are under way.</summary>
    /// <exception cref="OperationCanceledException">The pump is stopped, or the caller gave up; the record was not taken.</exception>
    public async ValueTask PushAsync(PumpRecord<T> record, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(record.Position, _pushed, nameof(record));
        await TakeSlotAsync(_ahead, cancellationToken);
        try
        {
            await TakeSlotAsync(_inFlight, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ahead.Release();
            throw;
        }

        Take(new Entry(record));
    }

    /// <summary>Counts a record that the producer has handled itself, such as a barrier between the others. Call it while nothing is under way.</summary>
    /// <exception cref="InvalidOperationException">A record before it is not done.</exception>
    public void Pass(long position)
    {
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(position, _pushed);
            if (_order.Count > 0)
            {
                throw new InvalidOperationException($"record {_order.Peek().Record.Position} is not done: {position} cannot be passed");
            }

            _pushed = position;
            Volatile.Write(ref _watermark, position);
        }
    }

    /// <summary>Completes when every pushed record is done, with the watermark then: what a barrier in the log waits for.</summary>
    /// <exception cref="OperationCanceledException">The pump was stopped and has left records undone, or the caller gave up.</exception>
    public async Task<long> DrainAsync(CancellationToken cancellationToken)
    {
        await IdleAsync(cancellationToken);
        lock (_gate)
        {
            return _order.Count == 0 ? _watermark : throw new OperationCanceledException($"the pump was stopped before record {_order.Peek().Record.Position} was done", stopping);
        }
    }

    /// <summary>Completes when nothing is under way; after a stop, as soon as the running handlers have ended.</summary>
    public async Task IdleAsync(CancellationToken cancellationToken)
    {
        Task drained;
        lock (_gate)
        {
            if (_unfinished == 0)
            {
                return;
            }

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            drained = _drained.Task;
        }

        await drained.WaitAsync(cancellationToken);
    }

    /// <summary>Call it after <see cref="IdleAsync"/>.</summary>
    public void Dispose()
    {
        _inFlight.Dispose();
        _ahead.Dispose();
    }

    private async ValueTask TakeSlotAsync(SemaphoreSlim slots, CancellationToken cancellationToken)
    {
        stopping.ThrowIfCancellationRequested();
        if (!slots.Wait(0, CancellationToken.None))
        {
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
            await slots.WaitAsync(either.Token);
        }
    }

    private void Take(Entry entry)
    {
        lock (_gate)
        {
            _pushed = entry.Record.Position;
            _unfinished++;
            _order.Enqueue(entry);
            if (_lastOfKey.TryGetValue(entry.Record.Key, out var last))
            {
                last.Next = entry;
                _lastOfKey[entry.Record.Key] = entry;
                return;
            }

            _lastOfKey.Add(entry.Record.Key, entry);
        }

        _ = Task.Run(() => RunKeyAsync(entry), CancellationToken.None);
    }

    private async Task RunKeyAsync(Entry first)
    {
        for (var entry = first; entry is not null;)
        {
            var isDone = await HandleAsync(entry.Record);
            entry = Finish(entry, isDone);
        }
    }

    /// <summary>False when the pump was stopped before the record was done.</summary>
    private async Task<bool> HandleAsync(PumpRecord<T> record)
    {
        for (var attempt = 1; !stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                await handle(record.Item, stopping);
                return true;
            }
            catch (Exception exception) when (TransientFault.Matches(exception))
            {
                LogRetry(record, attempt, exception);
            }
            catch (Exception exception) // the record's own fault, whatever it is: it may not stop the ones behind it
            {
                return await StoreDeadLetterAsync(record, exception);
            }

            await WaitAsync(attempt);
        }

        return false;
    }

    private async Task<bool> StoreDeadLetterAsync(PumpRecord<T> record, Exception reason)
    {
        LogDeadLetter(logger, record.Position, record.Key, reason);
        for (var attempt = 1; !stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                await deadLetter(record, reason, stopping);
                return true;
            }
            catch (Exception exception) // nothing may be lost: the watermark stays until the dead letter is stored
            {
                LogRetry(record, attempt, exception);
            }

            await WaitAsync(attempt);
        }

        return false;
    }

    /// <summary>Exponential with jitter, half to one and a half times the doubled wait.</summary>
    private async Task WaitAsync(int attempt)
    {
        var doubled = options.FirstRetryMilliseconds * Math.Pow(2, Math.Min(attempt - 1, 20));
        var milliseconds = Math.Min(doubled, options.LongestRetryMilliseconds) * (0.5 + Random.Shared.NextDouble());
        await Task.Delay(TimeSpan.FromMilliseconds(milliseconds), clock, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Moves the watermark; returns the next record of the key.</summary>
    private Entry? Finish(Entry entry, bool isDone)
    {
        var passed = 0;
        Entry? next;
        lock (_gate)
        {
            next = entry.Next;
            if (next is null)
            {
                _lastOfKey.Remove(entry.Record.Key);
            }

            entry.IsDone = isDone;
            while (_order.TryPeek(out var oldest) && oldest.IsDone)
            {
                Volatile.Write(ref _watermark, oldest.Record.Position);
                _order.Dequeue();
                passed++;
            }

            if (--_unfinished == 0)
            {
                _drained?.SetResult();
                _drained = null;
            }
        }

        if (isDone)
        {
            _inFlight.Release();
        }

        if (passed > 0)
        {
            _ahead.Release(passed);
        }

        return next;
    }

    // An outage fails every record in flight again and again: one line every few seconds says it all.
    private void LogRetry(PumpRecord<T> record, int attempt, Exception exception)
    {
        var now = clock.GetTimestamp();
        var due = Volatile.Read(ref _logAgainAt);
        if (now >= due && Interlocked.CompareExchange(ref _logAgainAt, now + (long)(LogEvery.TotalSeconds * clock.TimestampFrequency), due) == due)
        {
            LogRetry(logger, record.Position, record.Key, attempt, exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Record {Position} of {Key} failed at attempt {Attempt}; it is tried again")]
    private static partial void LogRetry(ILogger logger, long position, string key, int attempt, Exception exception);

    [LoggerMessage(Level = LogLevel.Error, Message = "Record {Position} of {Key} can never be handled; it goes to the dead letters")]
    private static partial void LogDeadLetter(ILogger logger, long position, string key, Exception exception);

    private sealed class Entry(PumpRecord<T> record)
    {
        public PumpRecord<T> Record { get; } = record;

        public bool IsDone { get; set; }

        public Entry? Next { get; set; }
    }
}
