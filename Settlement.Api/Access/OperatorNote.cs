using System.Text;
using Settlement.Api.Http;
using Settlement.Domain.Access;

namespace Settlement.Api.Access;

/// <summary>Who does something, and why: the body of the routes by which an operator acts.</summary>
/// <param name="Operator">Whom the demo client or an API key acts for; a signed-in person is the operator, and need not be named.</param>
/// <param name="Reason">Why, in the operator's words.</param>
public sealed record OperatorNote(string? Operator, string? Reason) : IReasoned
{
    public const int MaxOperatorLength = 64;
    public const int MaxReasonLength = 500;

    string? IReasoned.OnBehalfOf => Operator;

    /// <summary>Reads who acts and why; the 422 to answer with, or null when both are known.</summary>
    internal static IResult? Check(OperatorNote? body, HttpContext http, out (string Operator, string Reason) note)
    {
        var caller = http.GetCaller();
        var named = string.IsNullOrWhiteSpace(body?.Operator) ? null : body.Operator.Trim();
        var errors = new List<FieldError>(2);
        var acting = caller.Kind == CallerKind.DemoClient ? named : caller.Name;
        if (caller.IsPerson && named is not null && !string.Equals(named, caller.Name, StringComparison.Ordinal))
        {
            errors.Add(new FieldError("operator", "not_the_caller", $"operator must be left out, or be {caller.Name}, who is signed in."));
        }
        else if (acting is null || (named is not null && !IsText(named, MaxOperatorLength)))
        {
            errors.Add(new FieldError("operator", "required", $"operator must name who does this, in at most {MaxOperatorLength} characters."));
        }

        if (CheckReason(body?.Reason) is { } error)
        {
            errors.Add(error);
        }

        note = (acting ?? "", body?.Reason?.Trim() ?? "");
        return errors.Count > 0 ? Problems.Invalid(errors) : null;
    }

    internal static FieldError? CheckReason(string? reason) =>
        string.IsNullOrWhiteSpace(reason) || !IsText(reason, MaxReasonLength)
            ? new FieldError("reason", "required", $"reason must say why, in at most {MaxReasonLength} characters.")
            : null;

    private static bool IsText(string text, int maxLength) =>
        text.Length <= maxLength && !text.Any(char.IsControl) && !text.EnumerateRunes().Contains(Rune.ReplacementChar);
}
