using System.Globalization;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Access;

namespace Settlement.Api.Activity;

/// <summary>Who did what, when and why.</summary>
internal static class ActivityEndpoints
{
    public static IEndpointRouteBuilder MapActivity(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/activity", ListAsync).RequireScope(Scope.Read)
            .WithName("listActivity").WithTags("Access").WithSummary("Who did what, to what, when and why, newest first; refusals and sign-ins among it")
            .WithDescription("actor, action and subject are compared as they stand; outcome is done, refused, failed, or begun where the end is not known; from and to bound the time, to exclusively.")
            .Produces<Page<ActivityEntry>>().ProducesProblems(422)
            .WithAnswerExample(200, """
                {"items":[{"position":7,"at":"2026-11-24T15:02:11Z","actor":"operator","actor_kind":"person","on_behalf_of":null,"action":"closeWindow",
                "subject":"t1-USD-2026-11-24","reason":"early close before a bank holiday","outcome":"done","detail":""}],"next_cursor":null}
                """);
        return routes;
    }

    private static async Task<IResult> ListAsync(
        string? actor, string? action, string? subject, string? outcome, DateTimeOffset? from, DateTimeOffset? to, int? limit, string? cursor, ActivityLog activity,
        CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("activity", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        ActivityOutcome? known = null;
        if (outcome is not null)
        {
            known = Enum.GetValues<ActivityOutcome>().Cast<ActivityOutcome?>().FirstOrDefault(value => string.Equals(value.ToString(), outcome, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                return Problems.Invalid("outcome", "unknown_outcome", "outcome must be begun, done, refused or failed.");
            }
        }

        if (new[] { actor, action, subject }.Any(text => text?.Any(char.IsControl) == true))
        {
            return Problems.Invalid("actor", "invalid_characters", "actor, action and subject must be text without control characters.");
        }

        var before = long.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var position) ? position : long.MaxValue;
        var filter = new ActivityFilter(actor, action, subject, known, from?.ToUniversalTime(), to?.ToUniversalTime());
        var entries = await activity.ReadAsync(filter, before, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage(entries, entry => entry.Position.ToString(CultureInfo.InvariantCulture)));
    }
}
