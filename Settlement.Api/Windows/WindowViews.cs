using Settlement.Domain.Windows;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Windows;

/// <summary>Makes a window's view of its row.</summary>
internal static class WindowViews
{
    extension(WindowView)
    {
        internal static WindowView Of(WindowRow row, IReadOnlyDictionary<string, int>? payments) => new(
            row.WindowId, row.State.ToLowerInvariant(), row.Kind, row.Currency, row.ValueDate, row.CutOff, row.ClosePosition, row.ClosedBy,
            row.CloseReason, row.PlanHash, row.Batches, row.Deferred, row.ReportHash, row.UpdatedAt,
            payments?.ToDictionary(count => count.Key.ToLowerInvariant(), count => count.Value, StringComparer.Ordinal));
    }
}
