namespace Settlement.Domain.Windows;

/// <summary>A message to one window saga; correlated by <see cref="CorrelationIds.Window"/>.</summary>
public interface IWindowMessage
{
    string WindowId { get; }
}

/// <param name="OpenedBy">"schedule", "intake" or the operator's name.</param>
public sealed record OpenWindow(
    string WindowId, WindowKind Kind, string Currency, DateOnly ValueDate, DateTimeOffset CutOff, string OpenedBy, DateTimeOffset At) : IWindowMessage;

/// <param name="Position">Position of the close marker in the intake log: payments before it belong to the window.</param>
public sealed record WindowClosing(string WindowId, long Position, string ClosedBy, string Reason, DateTimeOffset At) : IWindowMessage;

public sealed record WindowPlanned(string WindowId, string PlanHash, int Batches, int Deferred, DateTimeOffset At) : IWindowMessage;

public sealed record WindowClosed(string WindowId, DateTimeOffset At) : IWindowMessage;

public sealed record WindowReported(string WindowId, string ReportHash, DateTimeOffset At) : IWindowMessage;
