namespace Settlement.Engine.Failures;

/// <summary>Which dead letters are asked for, of those that no retry has dealt with.</summary>
/// <param name="Cause">Null for any.</param>
/// <param name="Ids">Null for any; what is no letter's id matches nothing.</param>
/// <param name="IsAside">Whether those that were set aside, or the others; null for both.</param>
public sealed record LetterFilter(string? Cause = null, IReadOnlyCollection<string>? Ids = null, bool? IsAside = false);
