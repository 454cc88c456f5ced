using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Settlement.Engine.Leadership;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// A loop that finds work from stored state, does it, and looks again. An outage ends the round, not the driver: it waits, from
/// 100 ms up to 2 s, and starts again from the stored state, as it does after a crash.
/// </summary>
/// <param name="duty">
/// The duty that the driver does, alone among all engines: it waits for the term of its lease, works under its fence, and stops when the term is over.
/// Null: every engine does it.
/// </param>
public abstract partial class Driver(ILogger logger, TimeProvider time, Duty? duty = null) : BackgroundService
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);

    protected TimeProvider Time { get; } = time;

    protected ILogger Logger { get; } = logger;

    /// <summary>Microseconds are what the database keeps: a time must read back as it was written.</summary>
    protected DateTimeOffset Now
    {
        get
        {
            var now = Time.GetUtcNow();
            return new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        if (duty is null)
        {
            await ServeAsync(stoppingToken);
            return;
        }

        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var term = await duty.Board.WaitForAsync(duty.Lease, stoppingToken);
                using var serving = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, term.Lost);
                using var fence = FenceScope.Enter(term.Fence);
                await ServeAsync(serving.Token);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ServeAsync(CancellationToken stoppingToken)
    {
        var pause = FirstPause;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await PrepareAsync(stoppingToken);
                while (true)
                {
                    await RunOnceAsync(stoppingToken);
                    pause = FirstPause;
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A driver outlives every failure of what it drives; each is logged, and the work is found again from its state.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogFailed(Logger, GetType().Name, pause.TotalMilliseconds, failure);
                await Task.Delay(pause, CancellationToken.None).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
            }
        }
    }

    /// <summary>Called at the start and after every failure: forget what was in memory and read the stored state.</summary>
    protected virtual Task PrepareAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>One look for work; returns after doing it, or after a bounded wait for some.</summary>
    protected abstract Task RunOnceAsync(CancellationToken cancellationToken);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Driver} was interrupted and starts again in {Milliseconds} ms")]
    private static partial void LogFailed(ILogger logger, string driver, double milliseconds, Exception failure);
}
