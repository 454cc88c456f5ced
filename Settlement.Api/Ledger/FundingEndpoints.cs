using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Ledger;
using Settlement.Engine.Reference;

namespace Settlement.Api.Ledger;

/// <summary>Prefunding of participants, also of inactive ones: their money can be paid back.</summary>
internal static class FundingEndpoints
{
    internal static IEndpointRouteBuilder MapFunding(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/participants/{id}/funding", FundAsync).RequireScope(Scope.Operate).RecordsActivity("fundParticipant")
            .WithName("fundParticipant").WithTags("Ledger").WithSummary("Funds a participant, or pays its money back with a negative amount")
            .Produces<FundingView>(StatusCodes.Status201Created).Produces<FundingView>().ProducesProblems(400, 404, 409, 422)
            .WithRequestExample("""{"currency":"EUR","amount":"5000000.00","reference":"prefunding-2026-11-23","reason":"day's opening balance"}""");
        return routes;
    }

    private static async Task<IResult> FundAsync(
        string id, FundingRequest request, HttpContext http, FundingDesk desk, IReferenceData reference, CancellationToken cancellationToken)
    {
        var errors = FundingRules.Check(request, out var amount);
        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (!reference.Current.Participants.ContainsKey(id))
        {
            return Problems.NotFound($"participant '{id}'");
        }

        var parameters = new { participant = id, currency = amount.Currency.Code, amount = amount.Format(), reference = request.Reference };
        if (await FourEyesGate.CheckAsync(http, FundParticipantAction.Name, parameters, cancellationToken) is { } gate)
        {
            return gate;
        }

        try
        {
            var receipt = await desk.FundAsync(id, amount.Currency.Code, amount.Minor, request.Reference!, request.Reason!, cancellationToken);
            var view = new FundingView(
                id, amount.Currency.Code, amount.Format(), request.Reference!, receipt.Posted ? "posted" : "deduped", receipt.Position);
            return receipt.Posted ? TypedResults.Created((string?)null, view) : TypedResults.Ok(view);
        }
        catch (LedgerConflictException refused) when (refused.Conflict == LedgerConflict.Overdraft)
        {
            return Problems.Invalid("amount", "insufficient_balance", $"The settlement balance of '{id}' is smaller than the amount to be paid back.");
        }
        catch (LedgerConflictException)
        {
            return Problems.Conflict("reference_reused", "This reference stands in the ledger with another amount.", "reference");
        }
    }
}
