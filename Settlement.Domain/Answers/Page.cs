namespace Settlement.Domain.Answers;

/// <summary>One page of a list.</summary>
/// <param name="NextCursor">To be sent back as <c>cursor</c> for the next page; null on the last page.</param>
public sealed record Page<T>(IReadOnlyList<T> Items, string? NextCursor);
