namespace Settlement.Domain.Risk;

/// <summary>An alert.</summary>
/// <param name="Status">standing, or cleared when what it says is no longer so.</param>
/// <param name="ParticipantId">Null where it is about the community.</param>
/// <param name="CounterpartyId">Null where it is about one participant.</param>
/// <param name="Date">The day that a forecast is about, else null.</param>
/// <param name="Threshold">In the unit of the rule's kind.</param>
/// <param name="Peak">The greatest value while it stood.</param>
/// <param name="Acknowledged">Who took note of it, when and why; null until somebody does.</param>
public sealed record RiskAlertView(
    long AlertId, string Status, string RuleId, string Kind, string Severity, string? ParticipantId, string? CounterpartyId, string Currency, DateOnly? Date,
    double Threshold, double Measured, double Peak, string Message, DateTimeOffset RaisedAt, DateTimeOffset LastSeenAt, DateTimeOffset? ClearedAt,
    AcknowledgementView? Acknowledged);

public sealed record AcknowledgementView(DateTimeOffset At, string By, string Reason);

/// <summary>When alerts are raised.</summary>
/// <param name="Kind">cap_utilisation, projected_cap_utilisation, bilateral_utilisation (shares of the limit), uncovered_value (units of the currency),
/// concentration (index, 0 to 10,000), liquidity_shortfall (probability, 0 to 1).</param>
/// <param name="ParticipantId">Null: every one.</param>
/// <param name="Currency">Null: every one.</param>
public sealed record RiskRuleView(
    string RuleId, string Kind, string? ParticipantId, string? Currency, double Threshold, string Severity, bool Enabled, int Version,
    DateTimeOffset UpdatedAt, string UpdatedBy, string Reason);
