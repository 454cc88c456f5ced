using System.Diagnostics;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Engine.Database;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Intake;

/// <summary>
/// The one writer of payments in this process. Takes whatever queued while the last group was being committed as the next group, so groups
/// grow with the load by themselves and an idle system answers after one commit.
/// </summary>
internal sealed partial class GroupAppender : IAsyncDisposable
{
    private readonly NpgsqlDataSource _database;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _clock;
    private readonly AppendSignal _signal;
    private readonly SettlementMetrics _metrics;
    private readonly IntakePressure _pressure;
    private readonly ILogger _logger;
    private readonly RecentKeys _recent;
    private readonly Channel<PendingAppend> _queue;
    private readonly Task _loop;
    private PaymentGroup? _connection;
    private long _pausedUntil;

    public GroupAppender(
        NpgsqlDataSource database, IntakeOptions options, TimeProvider clock, AppendSignal signal, SettlementMetrics metrics, IntakePressure pressure,
        ILogger logger)
    {
        _database = database;
        _options = options;
        _clock = clock;
        _signal = signal;
        _metrics = metrics;
        _pressure = pressure;
        _logger = logger;
        _recent = new RecentKeys(options.RecentKeys);
        _queue = Channel.CreateBounded<PendingAppend>(new BoundedChannelOptions(options.QueueLimit) { SingleReader = true });
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Completes after the commit. Once queued it cannot be called back: its outcome must become known.</summary>
    public ValueTask<AppendResult> AppendAsync(IntakeRecord record)
    {
        if (_recent.Find(record) is { } known)
        {
            _metrics.IntakeDeduped(known.Outcome == AppendOutcome.Duplicate ? 1 : 0);
            return new ValueTask<AppendResult>(known);
        }

        // Real time, whatever the system's clock is: a pause is about the server, not about settlement.
        if (Environment.TickCount64 < Volatile.Read(ref _pausedUntil))
        {
            throw new IntakeLogUnavailableException("The database was away a moment ago.");
        }

        var pending = new PendingAppend(record);
        return _queue.Writer.TryWrite(pending)
            ? new ValueTask<AppendResult>(pending.Task)
            : throw new IntakeLogUnavailableException($"{_options.QueueLimit} payments are waiting already, or the host is stopping.");
    }

    /// <summary>Commits what is queued, then ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        await DisconnectAsync();
    }

    private async Task RunAsync()
    {
        var group = new List<PendingAppend>(_options.MaxGroup);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (group.Count < _options.MaxGroup && _queue.Reader.TryRead(out var pending))
            {
                group.Add(pending);
            }

            await CommitAsync(group);
            group.Clear();
        }
    }

    private async Task CommitAsync(List<PendingAppend> group)
    {
        try
        {
            _connection ??= await PaymentGroup.OpenAsync(_database, _options.TimeoutSeconds);
            var started = Stopwatch.GetTimestamp();
            await _connection.CommitAsync(group, Microseconds(_clock.GetUtcNow()));
            _metrics.IntakeCommitted(group.Count, Stopwatch.GetElapsedTime(started));
            Release(group);
        }
        catch (PostgresException fault) when (IsFaultOfARow(fault))
        {
            await IsolateAsync(group, fault);
        }
        catch (Exception away) when (DatabaseOutage.Is(away) || away is NpgsqlException or OperationCanceledException)
        {
            LogAway(away, group.Count);
            await FailAsync(group, away);
        }
        catch (Exception bug)
        {
            // The loop serves everybody and must not end with one group's bug; who waits is told.
            LogBug(bug, group.Count);
            await DisconnectAsync();
            group.ForEach(pending => pending.TrySetException(bug));
        }
    }

    private void Release(List<PendingAppend> group)
    {
        var last = 0L;
        var accepted = 0;
        var duplicates = 0;
        foreach (var pending in group)
        {
            var outcome = pending.Outcome!;
            accepted += outcome.Outcome == AppendOutcome.Accepted ? 1 : 0;
            duplicates += outcome.Outcome == AppendOutcome.Duplicate ? 1 : 0;
            if (outcome.Outcome is AppendOutcome.Accepted or AppendOutcome.Duplicate)
            {
                _recent.Add(pending.Record, outcome);
                last = Math.Max(last, outcome.Position);
            }

            pending.TrySetResult(outcome);
        }

        _metrics.IntakeAccepted(accepted);
        _pressure.Note(accepted);
        _metrics.IntakeDeduped(duplicates);
        _signal.Raise(last);
    }

    /// <summary>Halves a group that the database refuses for one row's sake until that row is alone: it fails, its neighbours do not.</summary>
    private async Task IsolateAsync(List<PendingAppend> group, PostgresException fault)
    {
        if (group.Count == 1)
        {
            LogRefused(group[0].Record.Payment.TransactionId, fault.SqlState);
            group[0].TrySetException(new InvalidOperationException($"The database refuses the payment ({fault.SqlState}).", fault));
            return;
        }

        var half = group.Count / 2;
        await CommitAsync(group.GetRange(0, half));
        await CommitAsync(group.GetRange(half, group.Count - half));
    }

    /// <summary>Everybody who waits is told at once; nobody waits for a second time limit behind a server that did not keep the first.</summary>
    private async Task FailAsync(List<PendingAppend> group, Exception away)
    {
        Volatile.Write(ref _pausedUntil, Environment.TickCount64 + _options.PauseMilliseconds);
        await DisconnectAsync();
        var failure = new IntakeLogUnavailableException("The payment's commit is not known to have happened.", away);
        group.ForEach(pending => pending.TrySetException(failure));
        while (_queue.Reader.TryRead(out var queued))
        {
            queued.TrySetException(failure);
        }
    }

    private async Task DisconnectAsync()
    {
        if (_connection is { } connection)
        {
            _connection = null;
            await connection.DisposeAsync();
        }
    }

    internal static DateTime Microseconds(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    private static bool IsFaultOfARow(PostgresException fault) =>
        fault.SqlState.StartsWith("22", StringComparison.Ordinal) || fault.SqlState.StartsWith("23", StringComparison.Ordinal);

    [LoggerMessage(LogLevel.Warning, "The intake log cannot be written now; a group of {Payments} is refused")]
    private partial void LogAway(Exception away, int payments);

    [LoggerMessage(LogLevel.Error, "A group of {Payments} failed by a fault of the program")]
    private partial void LogBug(Exception bug, int payments);

    [LoggerMessage(LogLevel.Error, "The database refuses payment {TransactionId} for its data ({SqlState})")]
    private partial void LogRefused(string transactionId, string sqlState);
}
