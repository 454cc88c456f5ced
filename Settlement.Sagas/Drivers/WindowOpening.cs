using System.Collections.Concurrent;
using Settlement.Domain.Windows;

namespace Settlement.Sagas.Drivers;

/// <summary>Makes sure that the sagas of the windows exist which payments of the intake log join, or which it closes.</summary>
public sealed class WindowOpening(NextWindow windows)
{
    /// <summary>Windows whose saga is known to exist; some 40 a day, forgotten at this bound.</summary>
    private const int MaxOpened = 10_000;

    private readonly ConcurrentDictionary<string, bool> opened = new(StringComparer.Ordinal);

    public Task EnsureOpenAsync(WindowId id, CancellationToken cancellationToken) => EnsureOpenAsync(
        new WindowSlot(id.ToString(), id.Kind, id.Currency, id.ValueDate, WindowSchedule.CutOff(id.Currency, id.ValueDate)), cancellationToken);

    /// <summary>RTGS has no window, and a payment that found none open joins none.</summary>
    public async Task EnsureOpenAsync(WindowSlot slot, CancellationToken cancellationToken)
    {
        if (slot.Kind == WindowKind.Rtgs || slot.RollReason == RollReason.NoneOpen || opened.ContainsKey(slot.WindowId))
        {
            return;
        }

        await windows.OpenAsync(slot, "intake", cancellationToken);
        if (opened.Count >= MaxOpened)
        {
            opened.Clear();
        }

        opened[slot.WindowId] = true;
    }
}
