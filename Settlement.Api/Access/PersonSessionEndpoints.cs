using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Access;

/// <summary>A person's sessions, for administrators.</summary>
internal static class PersonSessionEndpoints
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/people/{name}/sessions", ListAsync)
            .WithName("listPersonSessions").WithTags("Access").WithSummary("A person's open sessions, the newest first, 100 at most")
            .RequireScope(Scope.Administer).Produces<Page<OpenSession>>().ProducesProblems(404);
        routes.MapPost("/api/v1/people/{name}/sessions/end", EndAsync)
            .WithName("endPersonSessions").WithTags("Access").WithSummary("Ends all sessions of a person, who may sign in again")
            .RequireScope(Scope.Administer).Produces<EndedSessions>().ProducesProblems(400, 404, 422)
            .WithRequestExample("""{"reason":"a laptop was lost"}""");
    }

    private static async Task<IResult> ListAsync(string name, PeopleStore people, SessionStore sessions, CancellationToken cancellationToken) =>
        await IsKnownAsync(people, name, cancellationToken)
            ? TypedResults.Ok(new Page<OpenSession>(await sessions.ListAsync(name, cancellationToken), null))
            : Problems.NotFound($"person '{name}'");

    private static async Task<IResult> EndAsync(
        string name, OperatorNote? body, HttpContext http, PeopleStore people, SessionStore sessions, CancellationToken cancellationToken)
    {
        if (OperatorNote.CheckReason(body?.Reason) is { } error)
        {
            return Problems.Invalid([error]);
        }

        return await IsKnownAsync(people, name, cancellationToken)
            ? TypedResults.Ok(new EndedSessions(await sessions.EndAllAsync(name, http.GetCaller(), body!.Reason!.Trim(), cancellationToken)))
            : Problems.NotFound($"person '{name}'");
    }

    private static async Task<bool> IsKnownAsync(PeopleStore people, string name, CancellationToken cancellationToken) =>
        PersonRules.IsName(name) && await people.FindAsync(name, cancellationToken) is not null;
}
