namespace Settlement.Domain.Reports;

/// <summary>From the first to the last sign of a stage's work for the window.</summary>
/// <param name="Stage">collection, planning, matching, execution or posting.</param>
public sealed record StageTime(string Stage, DateTimeOffset StartedAt, DateTimeOffset EndedAt)
{
    public double Seconds => (EndedAt - StartedAt).TotalSeconds;
}
