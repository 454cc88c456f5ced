using Settlement.Engine.ReadModel;

namespace Settlement.Api.Windows;

/// <param name="Payments">How many payments of the window are in which state; in the view of one window only.</param>
/// <param name="ClosePosition">Position of the close marker in the intake log.</param>
public sealed record WindowView(
    string WindowId, string Status, string Kind, string Currency, DateOnly ValueDate, DateTimeOffset CutOff, long? ClosePosition, string? ClosedBy,
    string? CloseReason, string? PlanHash, int Batches, int Deferred, string? ReportHash, DateTimeOffset UpdatedAt, IReadOnlyDictionary<string, int>? Payments)
{
    internal static WindowView Of(WindowRow row, IReadOnlyDictionary<string, int>? payments) => new(
        row.WindowId, row.State.ToLowerInvariant(), row.Kind, row.Currency, row.ValueDate, row.CutOff, row.ClosePosition, row.ClosedBy,
        row.CloseReason, row.PlanHash, row.Batches, row.Deferred, row.ReportHash, row.UpdatedAt, payments);
}

/// <param name="AlreadyClosed">True when an earlier closure stands; its author and reason are the ones shown.</param>
public sealed record WindowClosureView(string WindowId, long ClosePosition, DateTimeOffset At, string ClosedBy, string Reason, bool AlreadyClosed);
