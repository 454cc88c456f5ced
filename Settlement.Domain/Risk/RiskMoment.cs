namespace Settlement.Domain.Risk;

/// <summary>The moment that a risk view shows: one state of the database.</summary>
/// <param name="LedgerPosition">The last journal entry in it.</param>
/// <param name="IntakePosition">The last record of the intake log in it.</param>
/// <param name="ReferenceVersion">Of the caps, limits and rates.</param>
public sealed record RiskMoment(DateTimeOffset At, long LedgerPosition, long IntakePosition, long ReferenceVersion);
