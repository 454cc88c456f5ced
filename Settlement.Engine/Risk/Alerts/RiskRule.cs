namespace Settlement.Engine.Risk.Alerts;

/// <summary>What a rule measures.</summary>
public enum RiskRuleKind
{
    /// <summary>The day's net debit position with the debits that open batches have reserved, as a share of the participant's net debit cap.</summary>
    CapUtilisation,

    /// <summary>The same if everything unsettled settled today.</summary>
    ProjectedCapUtilisation,

    /// <summary>Net unsettled flow from one participant to another, as a share of their bilateral limit.</summary>
    BilateralUtilisation,

    /// <summary>What a participant owes net beyond its balance, units of the currency.</summary>
    UncoveredValue,

    /// <summary>Herfindahl-Hirschman index of what participants owe net in a currency, 0 to 10,000.</summary>
    Concentration,

    /// <summary>How likely the coming day's need exceeds the participant's balance, 0 to 1.</summary>
    LiquidityShortfall,
}

public enum AlertSeverity
{
    Info,
    Warning,
    Critical,
}

/// <summary>When an alert is raised. An alert stands while what is measured is at the threshold or above.</summary>
/// <param name="RuleId">1 to 64 characters of a-z, 0-9, '_' and '-'.</param>
/// <param name="Participant">Null: every one.</param>
/// <param name="Currency">Null: every one.</param>
/// <param name="Threshold">In the kind's unit; what is 0 never raises an alert.</param>
/// <param name="Version">Grows by one with each change.</param>
public sealed record RiskRule(
    string RuleId, RiskRuleKind Kind, string? Participant, string? Currency, double Threshold, AlertSeverity Severity, bool Enabled, int Version,
    DateTimeOffset UpdatedAt, string UpdatedBy, string Reason);
