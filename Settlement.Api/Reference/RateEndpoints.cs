using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

internal static class RateEndpoints
{
    /// <summary>Quotes of one pair that are shown at once.</summary>
    private const int MaxHistory = 500;

    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/fx/rates", ListAsync).RequireScope(Scope.Read)
            .WithSummary("The latest quote of each pair; with base and quote the latest 500 quotes of that pair")
            .Produces<Page<RateView>>();
        api.MapPost("/fx/rates", PostAsync).RequireScope(Scope.Operate).RecordsActivity("postRate")
            .WithSummary("Posts a quote; the latest of a pair counts, the earlier ones are kept")
            .WithBodyLimit(ReferenceEndpoints.MaxBodyBytes)
            .Produces<RateView>(StatusCodes.Status201Created)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status409Conflict, StatusCodes.Status422UnprocessableEntity)
            .WithRequestExample("""{"base":"EUR","quote":"USD","mid":"1.0871","spread_bps":2,"source":"desk","reason":"morning fixing"}""");
    }

    private static async Task<IResult> ListAsync(
        ReferenceStore store, IReferenceData reference, string? @base, string? quote, CancellationToken cancellationToken)
    {
        // A code that is no currency has no quotes, and is nothing to ask the database for.
        var rates = Currency.Find(@base) is null || Currency.Find(quote) is null
            ? reference.Current.Rates.Rates.Where(rate => (@base ?? rate.Base) == rate.Base && (quote ?? rate.Quote) == rate.Quote)
            : await store.RateHistoryAsync(@base!, quote!, MaxHistory, cancellationToken);
        return TypedResults.Ok(new Page<RateView>([.. rates.Select(RateView.Of)], null));
    }

    private static async Task<IResult> PostAsync(ReferenceChanges changes, TimeProvider time, RateBody body, HttpContext http, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>(2);
        if (!JsonDecimal.TryRead(body.Mid, "mid", out var mid, out var midError))
        {
            errors.Add(midError!);
        }

        if (!JsonDecimal.TryRead(body.SpreadBps, "spread_bps", out var spread, out var spreadError))
        {
            errors.Add(spreadError!);
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        // What the action would object to, the route says in its own words.
        var parameters = new { @base = body.Base, quote = body.Quote, mid, spread_bps = spread, source = body.Source };
        if (await FourEyesGate.CheckAsync(http, PostRateAction.Name, parameters, cancellationToken) is { } gate)
        {
            return gate;
        }

        var rate = new FxRate(body.Base ?? "", body.Quote ?? "", mid, spread, body.Source ?? "", body.AsOf ?? time.GetUtcNow());
        return await ChangeAnswer.MakeAsync(
            changes, new ReferenceChange.PostRate(rate), ChangeAnswer.Note(http, body.ChangedBy, body.Reason),
            $"/api/v1/fx/rates?base={Uri.EscapeDataString(rate.Base)}&quote={Uri.EscapeDataString(rate.Quote)}", RateView.Of(rate), cancellationToken);
    }
}
