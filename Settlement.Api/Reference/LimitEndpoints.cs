using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

/// <summary>Net debit caps and bilateral limits.</summary>
internal static class LimitEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/participants/{id}/caps", Caps).RequireScope(Scope.Read)
            .WithSummary("A participant's net debit caps, one per currency at most")
            .Produces<Page<CapView>>().ProducesProblems(StatusCodes.Status404NotFound);
        api.MapPut("/participants/{id}/caps/{currency}", PutCapAsync).RequireScope(Scope.Operate).RecordsActivity("setNetDebitCap")
            .WithSummary("Sets a net debit cap").WithBodyLimit(ReferenceEndpoints.MaxBodyBytes)
            .Produces<CapView>().Produces<CapView>(StatusCodes.Status201Created)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status422UnprocessableEntity)
            .WithRequestExample("""{"limit":"40000000.00","reason":"yearly review"}""");
        api.MapGet("/limits", List).RequireScope(Scope.Read).WithSummary("Bilateral limits in order of debtor, creditor and currency")
            .Produces<Page<BilateralLimitView>>().ProducesProblems(StatusCodes.Status422UnprocessableEntity);
        api.MapPut("/limits/{debtor}/{creditor}/{currency}", PutLimitAsync).RequireScope(Scope.Operate).RecordsActivity("setBilateralLimit")
            .WithSummary("Sets the most that may flow net from one participant to another within a plan").WithBodyLimit(ReferenceEndpoints.MaxBodyBytes)
            .Produces<BilateralLimitView>().Produces<BilateralLimitView>(StatusCodes.Status201Created)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status422UnprocessableEntity)
            .WithRequestExample("""{"limit":"5000000.00","reason":"exposure reduced"}""");
    }

    private static IResult Caps(IReferenceData reference, string id)
    {
        var snapshot = reference.Current;
        return snapshot.Participants.ContainsKey(id)
            ? TypedResults.Ok(new Page<CapView>([.. snapshot.NetDebitCaps.Where(cap => cap.ParticipantId == id).Select(CapView.Of)], null))
            : Problems.NotFound("participant " + id);
    }

    private static IResult List(IReferenceData reference, int? limit, string? cursor) =>
        PageRequest.TryRead("limits", limit, cursor, out var page, out var problem)
            ? TypedResults.Ok(SnapshotPage.Of(reference.Current.BilateralLimits, page, KeyOf, BilateralLimitView.Of))
            : problem;

    private static async Task<IResult> PutCapAsync(
        ReferenceChanges changes, string id, string currency, LimitBody body, HttpContext http, CancellationToken cancellationToken)
    {
        if (!TryReadLimit(currency, body, out var minor, out var problem))
        {
            return problem;
        }

        var parameters = new { participant = id, currency, limit = Money.Format(minor, Currency.Get(currency)) };
        if (await FourEyesGate.CheckAsync(http, ChangeLimitAction.Name, parameters, cancellationToken) is { } gate)
        {
            return gate;
        }

        var cap = new NetDebitCap(id, currency, minor);
        return await ChangeAnswer.MakeAsync(
            changes, new ReferenceChange.PutNetDebitCap(cap), ChangeAnswer.Note(http, body.ChangedBy, body.Reason),
            $"/api/v1/participants/{id}/caps", CapView.Of(cap), cancellationToken);
    }

    private static async Task<IResult> PutLimitAsync(
        ReferenceChanges changes, string debtor, string creditor, string currency, LimitBody body, HttpContext http, CancellationToken cancellationToken)
    {
        if (!TryReadLimit(currency, body, out var minor, out var problem))
        {
            return problem;
        }

        var parameters = new { participant = debtor, creditor, currency, limit = Money.Format(minor, Currency.Get(currency)) };
        if (await FourEyesGate.CheckAsync(http, ChangeLimitAction.Name, parameters, cancellationToken) is { } gate)
        {
            return gate;
        }

        var limit = new BilateralLimit(debtor, creditor, currency, minor);
        return await ChangeAnswer.MakeAsync(
            changes, new ReferenceChange.PutBilateralLimit(limit), ChangeAnswer.Note(http, body.ChangedBy, body.Reason),
            "/api/v1/limits", BilateralLimitView.Of(limit), cancellationToken);
    }

    /// <summary>The space sorts before every character of an id, so the keys sort as the snapshot does.</summary>
    private static string KeyOf(BilateralLimit limit) => $"{limit.Debtor} {limit.Creditor} {limit.Currency}";

    private static bool TryReadLimit(string code, LimitBody body, out long minor, out IResult problem)
    {
        minor = 0;
        problem = Results.Empty;
        if (Currency.Find(code) is not { } currency)
        {
            problem = Problems.Invalid("currency", "unknown_currency", "Not an active currency of ISO 4217.");
            return false;
        }

        if (!JsonDecimal.TryReadMinor(body.Limit, "limit", currency, out minor, out var error))
        {
            problem = Problems.Invalid([error!]);
            return false;
        }

        return true;
    }
}
