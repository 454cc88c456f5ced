namespace Settlement.Domain.Answers;

/// <summary>The body of every answer that is not a success: problem details of RFC 9457, as <c>application/problem+json</c>.</summary>
/// <param name="Type">A URN that ends with the problem's code.</param>
/// <param name="Instance">The path that was asked for.</param>
/// <param name="Errors">One entry per cause; empty when the status says it all.</param>
public sealed record Problem(string Type, string Title, int Status, string Detail, string Instance, IReadOnlyList<FieldError> Errors);
