using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Planning;
using Settlement.Optimization.Frontier;
using Settlement.Optimization.Workloads;

namespace Settlement.Api.Planning;

/// <summary>What planning is worth: a day under several policies.</summary>
public static class PlanningEndpoints
{
    public static IEndpointRouteBuilder MapPlanning(this IEndpointRouteBuilder routes)
    {
        var planning = routes.MapGroup("/api/v1/planning").WithTags("Planning");
        planning.MapGet("/frontier", FrontierAsync).RequireScope(Scope.Read)
            .WithName("getFrontier").WithSummary("A day replayed under several policies and levels of liquidity")
            .WithDescription(
                "Either value_date and currency, for the recorded payments of a day, or workload (with payments, 2 to 5,000, and seed) for a reference workload. "
                + "Each point says what a policy used of the liquidity, how long payments waited by value, and what it cost. One replay runs at a time.")
            .Produces<FrontierAnswer>().ProducesProblems(404, 409, 422)
            .WithAnswerExample(200, """
                {"day":"EUR-2026-11-23","payments":412,"minutes":600,"cost_currency":"USD","least_liquidity":"1985526.29","most_liquidity":"3313666.91",
                "points":[{"policy":"optimiser-60","liquidity_share":0,"liquidity":"1985526.29","delay":0.31,"cost":"4277.97","liquidity_cost":"277.97",
                "settled":412,"unsettled":0,"wires":160}]}
                """)
            .DisableRequestTimeout();
        planning.MapGet("/workloads", Workloads).RequireScope(Scope.Read)
            .WithName("listWorkloads").WithSummary("The reference workloads that plans are measured on")
            .Produces<WorkloadPage>();
        return routes;
    }

    private static async Task<IResult> FrontierAsync(
        string? value_date, string? currency, string? workload, string? payments, string? seed,
        RecordedDays days, FrontierReplay replay, CancellationToken cancellationToken)
    {
        if (!FrontierQuery.TryRead(value_date, currency, workload, payments, seed, out var query, out var problem))
        {
            return problem;
        }

        var day = query.Workload is { } reference
            ? WorkloadDay.Of(reference, query.Payments, query.Seed)
            : await days.ReadAsync(query.ValueDate, query.Currency!, cancellationToken);
        if (day.Payments.Count == 0)
        {
            return Problems.NotFound($"payment in {query.Currency} on {value_date}");
        }

        if (day.Payments.Count > RecordedDays.MaxPayments)
        {
            return Problems.Invalid(
                "value_date", "too_many_payments",
                FormattableString.Invariant($"More than {RecordedDays.MaxPayments} payments of the day would take minutes to replay."));
        }

        return await replay.TryReplayAsync(day, cancellationToken) is { } answer
            ? TypedResults.Ok(answer)
            : Problems.Conflict("replay_running", "Another replay is under way; ask again when it is done.");
    }

    private static IResult Workloads() => TypedResults.Ok(new WorkloadPage(
        [.. ReferenceWorkloads.All.Select(workload => new WorkloadEntry(workload.Name, workload.Description, workload.FixedPayments))], NextCursor: null));
}
