namespace Settlement.Engine.Failures;

/// <summary>A dead letter without its payload, as lists show it.</summary>
/// <param name="Currency">Null where the payload names no active one.</param>
/// <param name="Amount">In units of the currency; null where the payload says none that the currency can have.</param>
/// <param name="Party">Whom the payment is for; null where the payload names none.</param>
public sealed record LetterHead(
    string Id, string Source, string Key, string Reason, string Cause, DateTimeOffset At, string? Currency, decimal? Amount, string? Party, LetterMove? Aside);
