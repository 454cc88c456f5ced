namespace Settlement.Engine.ReadModel;

/// <summary>A window saga as its table holds it.</summary>
public sealed class WindowRow
{
    public Guid Id { get; init; }

    public string State { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public string WindowId { get; init; } = "";

    public string Kind { get; init; } = "";

    public string Currency { get; init; } = "";

    public DateOnly ValueDate { get; init; }

    public DateTimeOffset CutOff { get; init; }

    public long? ClosePosition { get; init; }

    public string? ClosedBy { get; init; }

    public string? CloseReason { get; init; }

    public string? PlanHash { get; init; }

    public int Batches { get; init; }

    public int Deferred { get; init; }

    public string? ReportHash { get; init; }

    public bool IsOpen { get; init; }
}
