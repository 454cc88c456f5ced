namespace Settlement.Engine.Risk.Alerts;

/// <summary>Something that a rule found now.</summary>
/// <param name="Participant">Empty where it is about the community.</param>
/// <param name="Counterparty">Empty where it is about one participant.</param>
/// <param name="Day">The day that a forecast is about, else null.</param>
/// <param name="Message">For people: who, how much, of what.</param>
public sealed record RiskFinding(
    RiskRule Rule, string Participant, string Counterparty, string Currency, DateOnly? Day, double Measured, string Message);
