namespace Settlement.Domain.Reference;

/// <summary>A rule that a change would break.</summary>
/// <param name="Field">The field's name as clients write it; empty for the change as a whole.</param>
/// <param name="Code">Stable, for programs: lower-case words joined by underscores.</param>
/// <param name="Message">For people; may change.</param>
public sealed record RuleBreach(string Field, string Code, string Message);
