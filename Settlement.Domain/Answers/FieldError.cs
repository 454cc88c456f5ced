namespace Settlement.Domain.Answers;

/// <summary>What is wrong with one field of a request.</summary>
/// <param name="Field">The field's JSON name, with its path where nested (<c>payments[3].amount</c>); empty for the request as a whole.</param>
/// <param name="Code">Stable, for programs: lower-case words joined by underscores.</param>
/// <param name="Message">For people; may change.</param>
public sealed record FieldError(string Field, string Code, string Message);
