namespace Settlement.Domain.Windows;

/// <summary>A settlement window.</summary>
/// <param name="Payments">How many payments of the window are in which state; in a list, those that are open, of windows that are not reported yet. Where counting takes long, as it was up to
/// ten times as long ago.</param>
/// <param name="ClosePosition">Position of the close marker in the intake log.</param>
public sealed record WindowView(
    string WindowId, string Status, string Kind, string Currency, DateOnly ValueDate, DateTimeOffset CutOff, long? ClosePosition, string? ClosedBy,
    string? CloseReason, string? PlanHash, int Batches, int Deferred, string? ReportHash, DateTimeOffset UpdatedAt, IReadOnlyDictionary<string, int>? Payments);

/// <param name="AlreadyClosed">True when an earlier closure stands; its author and reason are the ones shown.</param>
public sealed record WindowClosureView(string WindowId, long ClosePosition, DateTimeOffset At, string ClosedBy, string Reason, bool AlreadyClosed);
