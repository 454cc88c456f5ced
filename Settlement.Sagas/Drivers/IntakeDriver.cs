using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Engine.Leadership;
using Settlement.Engine.Progress;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Pump;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Reads the intake log in order and starts a saga for every payment. A close marker is a barrier: what stands before it is committed
/// before the window is told that it closes, so the window's plan finds all of its members.
/// </summary>
public sealed partial class IntakeDriver(
    IOrderedIntakeLog log,
    EngineProgress progress,
    PaymentAdmission admission,
    ClosedWindows closed,
    WindowOpening windows,
    ISagaDispatcher sagas,
    DriverSignals signals,
    DutyBoard duties,
    IntakePressure pressure,
    IOptions<KeyedPumpOptions> pumpOptions,
    TimeProvider time,
    ILoggerFactory loggers) : Driver(loggers.CreateLogger<IntakeDriver>(), time, new Duty(duties, Duties.Intake))
{
    /// <summary>Under which it keeps its progress and its dead letters.</summary>
    public const string Consumer = "engine";
    private const int ReadSize = 2_000;

    /// <summary>Payments that are read at each look while intake is in a burst: what RTGS needs goes on, slowly.</summary>
    private const int BurstReadSize = 100;

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BurstPause = TimeSpan.FromMilliseconds(250);

    private KeyedPump<Arrival>? pump;
    private CancellationTokenSource? pumping;
    private long position;

    protected override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        await StopPumpAsync();
        position = await progress.ReadAsync(Consumer, cancellationToken);
        foreach (var marker in await log.ReadWindowClosesAsync(position, cancellationToken))
        {
            closed.Add(marker.WindowId, marker.Position);
        }

        pumping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        pump = new KeyedPump<Arrival>(admission.AdmitAsync, DeadLetterAsync, pumpOptions.Value, position, Time, loggers.CreateLogger<KeyedPump<Arrival>>(), pumping.Token);
    }

    protected override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var isBurst = pressure.IsBurst;
        if (isBurst)
        {
            // Real time: the machine is busy, whatever the clock of settlement says.
            await Task.Delay(BurstPause, cancellationToken);
        }

        var entries = await log.ReadAsync(position, isBurst ? BurstReadSize : ReadSize, cancellationToken);
        if (entries.Count == 0)
        {
            await log.WaitForAppendAsync(position, Look, cancellationToken);
            await SaveAsync(cancellationToken);
            return;
        }

        foreach (var entry in entries)
        {
            if (entry.WindowClose is { } marker)
            {
                await CloseAsync(marker, cancellationToken);
            }
            else if (entry.Payment is { } payment)
            {
                // The window is decided here, in the log's order, before payments run side by side.
                var slot = closed.Resolve(payment, entry.Position, entry.ReceivedAt);
                await windows.EnsureOpenAsync(slot, cancellationToken);
                await pump!.PushAsync(new PumpRecord<Arrival>(entry.Position, payment.TransactionId, new Arrival(entry, payment, slot)), cancellationToken);
            }

            position = entry.Position;
        }

        await SaveAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await StopPumpAsync();
    }

    private async Task CloseAsync(WindowCloseMarker marker, CancellationToken cancellationToken)
    {
        await pump!.DrainAsync(cancellationToken);
        closed.Add(marker.WindowId, marker.Position);
        await windows.EnsureOpenAsync(WindowId.Parse(marker.WindowId), cancellationToken);
        await sagas.SendAsync(new WindowClosing(marker.WindowId, marker.Position, marker.ClosedBy, marker.Reason, marker.At), cancellationToken);
        pump.Pass(marker.Position);
        await SaveAsync(cancellationToken);
        signals.Planning.Raise();
    }

    private Task SaveAsync(CancellationToken cancellationToken) => progress.SaveAsync(Consumer, pump!.Watermark, cancellationToken);

    private async Task DeadLetterAsync(PumpRecord<Arrival> record, Exception failure, CancellationToken cancellationToken)
    {
        LogDeadLetter(Logger, record.Position, failure);
        await progress.DeadLetterAsync(
            Consumer, record.Position, record.Key, failure.Message, JsonSerializer.Serialize(record.Item.Payment), cancellationToken);
    }

    private async Task StopPumpAsync()
    {
        if (pump is not null && pumping is not null)
        {
            await pumping.CancelAsync();
            await pump.IdleAsync(CancellationToken.None);
            pump.Dispose();
            pumping.Dispose();
            (pump, pumping) = (null, null);
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The payment at position {Position} cannot be handled and is kept as a dead letter")]
    private static partial void LogDeadLetter(ILogger logger, long position, Exception failure);
}
