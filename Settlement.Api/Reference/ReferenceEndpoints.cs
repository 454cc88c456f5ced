using System.Globalization;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

/// <summary>The routes of reference data: who takes part, within which limits, in which currencies, on which days, at which rates.</summary>
public static class ReferenceEndpoints
{
    /// <summary>No body here holds more than a few short texts.</summary>
    internal const long MaxBodyBytes = 16 * 1024;

    public static void MapReference(this IEndpointRouteBuilder endpoints)
    {
        var api = endpoints.MapGroup("/api/v1").WithTags("Reference data");
        ParticipantEndpoints.Map(api);
        AccountEndpoints.Map(api);
        LimitEndpoints.Map(api);
        RateEndpoints.Map(api);
        CalendarEndpoints.Map(api);
        api.MapGet("/reference/changes", ChangesAsync).RequireScope(Scope.Read)
            .WithSummary("What was changed, latest first: who, when, what, from what to what, and why")
            .Produces<Page<ChangeView>>().ProducesProblems(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ChangesAsync(ReferenceStore store, int? limit, string? cursor, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("reference-changes", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var before = long.MaxValue;
        if (page.After is not null && !long.TryParse(page.After, CultureInfo.InvariantCulture, out before))
        {
            return Problems.Invalid("cursor", "invalid_cursor", "cursor is not one that this list returned.");
        }

        var rows = await store.ChangesAsync(before, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage([.. rows.Select(ChangeView.Of)], change => change.ChangeId));
    }
}
