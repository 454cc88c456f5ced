namespace Settlement.Engine.Failures;

/// <summary>How a dead letter was set aside, or put back.</summary>
/// <param name="By">The operator who executed the action.</param>
public sealed record LetterMove(DateTimeOffset At, string By, string Reason, string ActionId);
