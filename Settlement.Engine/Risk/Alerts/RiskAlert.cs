namespace Settlement.Engine.Risk.Alerts;

/// <summary>An alert as it stands.</summary>
/// <param name="Peak">The greatest value while it stood.</param>
/// <param name="ClearedAt">When what it says was no longer so; null while it stands.</param>
/// <param name="AcknowledgedAt">With by whom and why; all three or none.</param>
public sealed record RiskAlert(
    long AlertId, string RuleId, RiskRuleKind Kind, AlertSeverity Severity, string Participant, string Counterparty, string Currency, DateOnly? Day,
    double Threshold, double Measured, double Peak, string Message, DateTimeOffset RaisedAt, DateTimeOffset LastSeenAt, DateTimeOffset? ClearedAt,
    DateTimeOffset? AcknowledgedAt, string? AcknowledgedBy, string? Acknowledgement);
