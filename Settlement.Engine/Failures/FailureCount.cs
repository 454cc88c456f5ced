namespace Settlement.Engine.Failures;

/// <summary>Failures of one cause, counted.</summary>
/// <param name="Values">What they are worth in units, by currency in order of its code.</param>
/// <param name="Ids">The oldest ones.</param>
public sealed record FailureCount(
    string Cause, int Count, IReadOnlyList<(string Currency, decimal Units)> Values, DateTimeOffset Oldest, DateTimeOffset Latest, IReadOnlyList<string> Ids)
{
    /// <summary>Ids that a count names; the others are found by its cause.</summary>
    public const int MaxIds = 10;
}
