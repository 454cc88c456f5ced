using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Names the window that tries a deferred payment again: the RTGS queue for RTGS, else the next netted window of its currencies that is
/// still open, whatever kind the payment first asked for.
/// </summary>
public sealed class NextWindow(ClosedWindows closed, IIntakeLog log, ISagaDispatcher sagas, TimeProvider time)
{
    /// <summary>Learns which windows other processes have closed; call it before <see cref="ForAsync"/>, once for all payments.</summary>
    public async Task LearnClosedAsync(CancellationToken cancellationToken)
    {
        foreach (var marker in await log.ReadWindowClosesAsync(long.MaxValue, cancellationToken))
        {
            closed.Add(marker.WindowId, marker.Position);
        }
    }

    /// <param name="windowId">The window that could not settle the payment: never the answer, but for RTGS.</param>
    /// <exception cref="InvalidOperationException">Every window ahead is closed.</exception>
    public async Task<string> ForAsync(string windowId, string source, string destination, CancellationToken cancellationToken)
    {
        if (string.Equals(windowId, WindowId.Rtgs, StringComparison.Ordinal))
        {
            return WindowId.Rtgs;
        }

        var slot = WindowSchedule.Resolve(WindowKind.T0, source, destination, time.GetUtcNow(), id => closed.Contains(id) || id == windowId);
        if (slot.RollReason == RollReason.NoneOpen)
        {
            throw new InvalidOperationException($"every window of {source}/{destination} within {WindowSchedule.HorizonDays} days is closed: nothing can take what {windowId} deferred");
        }

        await OpenAsync(slot, "deferral", cancellationToken);
        return slot.WindowId;
    }

    /// <summary>Makes sure that the window's saga exists; opening again changes nothing.</summary>
    public Task OpenAsync(WindowSlot slot, string openedBy, CancellationToken cancellationToken) => sagas.SendAsync(
        new OpenWindow(slot.WindowId, slot.Kind, slot.Currency, slot.ValueDate, Closing(slot), openedBy, time.GetUtcNow()), cancellationToken);

    private static DateTimeOffset Closing(WindowSlot slot) =>
        slot.CutOff ?? throw new ArgumentException($"{slot.WindowId} never closes: it has no window", nameof(slot));
}
