using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Domain.Access;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

/// <summary>Makes one change and answers: 201 new, 200 changed or as it was, 422 with every broken rule.</summary>
internal static class ChangeAnswer
{
    /// <summary>Whom the audit names when the client does not say who changes.</summary>
    private const string UnnamedOperator = "operator";

    /// <summary>A caller with a credential is who changes; the demo client may say for whom it does.</summary>
    public static ChangeNote Note(HttpContext http, string? changedBy, string? reason)
    {
        var caller = http.GetCaller();
        return new ChangeNote(caller.Kind == CallerKind.DemoClient ? changedBy ?? UnnamedOperator : caller.Name, reason ?? "");
    }

    public static async Task<IResult> MakeAsync<T>(
        ReferenceChanges changes, ReferenceChange change, ChangeNote note, string location, T view, CancellationToken cancellationToken)
    {
        var result = await changes.ApplyAsync([change], note, cancellationToken);
        return result.Outcome switch
        {
            ChangeOutcome.Refused => Problems.Invalid([.. result.Breaches.Select(breach => new FieldError(breach.Field, breach.Code, breach.Message))]),
            ChangeOutcome.Created => TypedResults.Created(location, view),
            _ => TypedResults.Ok(view),
        };
    }
}
