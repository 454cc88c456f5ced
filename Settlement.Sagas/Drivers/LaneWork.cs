using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Engine.Intake.Kafka;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Pump;

namespace Settlement.Sagas.Drivers;

/// <summary>The steps that a partition's lane takes, each of which may be taken twice.</summary>
public sealed class LaneWork(
    IntakeIngest ingest,
    DeadLetterDesk deadLetters,
    PaymentAdmission admission,
    IntakeStream stream,
    WindowCloseRegister closes,
    ClosedWindows closed,
    WindowOpening windows,
    ISagaDispatcher sagas,
    DriverSignals signals,
    IntakePressure pressure)
{
    /// <summary>Whether the lanes should leave the processors to intake.</summary>
    public bool IsBurst => pressure.IsBurst;

    public IntakeIngest Ingest => ingest;

    public DeadLetterDesk DeadLetters => deadLetters;

    public PaymentAdmission Admission => admission;

    /// <summary>Learns which windows' markers were met in which partition before.</summary>
    public async Task LoadClosesAsync(CancellationToken cancellationToken)
    {
        foreach (var marker in await closes.ReadMarksAsync(long.MaxValue, cancellationToken))
        {
            closed.Add(marker.WindowId, marker.Position);
        }
    }

    /// <summary>The payment's window: decided in the order of its partition.</summary>
    public WindowSlot Resolve(Payment payment, IntakeEntry entry) => closed.Resolve(payment, entry.Position, entry.ReceivedAt);

    public Task EnsureOpenAsync(WindowSlot slot, CancellationToken cancellationToken) => windows.EnsureOpenAsync(slot, cancellationToken);

    /// <summary>
    /// Notes a marker, and tells the window that it closes when all partitions have met theirs: by then all of its members are committed, whichever
    /// engine has them.
    /// </summary>
    public async Task CloseAsync(IntakeMessage message, string windowId, CancellationToken cancellationToken)
    {
        if (!WindowId.TryParse(windowId, out var id) || await closes.FindDecisionAsync(windowId, cancellationToken) is not { } decision)
        {
            await deadLetters.KeepAsync(
                DeadLetter.Of(message, null, DeadLetter.UnknownClose, IntakeHeaders.WindowClose, "Nobody decided to close this window: the marker is not this system's."), cancellationToken);
            return;
        }

        var marks = await closes.MarkAsync(windowId, message.Position, cancellationToken);
        foreach (var position in marks.Values)
        {
            closed.Add(windowId, position);
        }

        if (marks.Count < stream.Current.Topic.Partitions)
        {
            return;
        }

        await windows.EnsureOpenAsync(id, cancellationToken);
        await sagas.SendAsync(new WindowClosing(windowId, marks.Values.Max(), decision.ClosedBy, decision.Reason, decision.At), cancellationToken);
        signals.Planning.Raise();
    }

    /// <summary>Keeps a record on which the engine itself failed.</summary>
    public Task DeadLetterAsync(PumpRecord<LaneItem> record, Exception failure, CancellationToken cancellationToken) => deadLetters.KeepAsync(
        DeadLetter.Of(record.Item.Message, record.Item.Arrival?.Payment.TransactionId, DeadLetter.Unprocessable, "", failure.Message), cancellationToken);
}
