using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;

namespace Settlement.Api.Reference;

internal static class AccountEndpoints
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/accounts", List).RequireScope(Scope.Read).WithSummary("Accounts in order of their ids, of all participants or of one")
            .Produces<Page<Account>>().ProducesProblems(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/accounts/{id}", Get).RequireScope(Scope.Read).WithSummary("An account")
            .Produces<Account>().ProducesProblems(StatusCodes.Status404NotFound);
        api.MapPut("/accounts/{id}", PutAsync).RequireScope(Scope.Operate).RecordsActivity("putAccount")
            .WithSummary("Opens an account, or changes it; its owner never changes").WithBodyLimit(ReferenceEndpoints.MaxBodyBytes)
            .Produces<Account>().Produces<Account>(StatusCodes.Status201Created)
            .ProducesProblems(StatusCodes.Status400BadRequest, StatusCodes.Status422UnprocessableEntity)
            .WithRequestExample("""{"participant_id":"bank_a","status":"active","iban":"DE89370400440532013000","reason":"new customer"}""");
    }

    private static IResult List(IReferenceData reference, string? participant, int? limit, string? cursor)
    {
        if (!PageRequest.TryRead("accounts/" + participant, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var accounts = reference.Current.AccountsInOrder;
        if (participant is not null)
        {
            accounts = [.. accounts.Where(account => string.Equals(account.ParticipantId, participant, StringComparison.Ordinal))];
        }

        return TypedResults.Ok(SnapshotPage.Of(accounts, page, account => account.AccountId, account => account));
    }

    private static IResult Get(IReferenceData reference, string id) =>
        reference.Current.Accounts.TryGetValue(id, out var account) ? TypedResults.Ok(account) : Problems.NotFound("account " + id);

    private static async Task<IResult> PutAsync(ReferenceChanges changes, string id, AccountBody body, HttpContext http, CancellationToken cancellationToken)
    {
        if (StoredStatus.FindAccount(body.Status) is not { } status)
        {
            return Problems.Invalid("status", "invalid_status", "An account is active, blocked or closed.");
        }

        if (string.IsNullOrEmpty(body.ParticipantId))
        {
            return Problems.Invalid("participant_id", "required", "participant_id is required.");
        }

        var account = new Account(id, body.ParticipantId, status, body.Iban);
        return await ChangeAnswer.MakeAsync(
            changes, new ReferenceChange.PutAccount(account), ChangeAnswer.Note(http, body.ChangedBy, body.Reason),
            "/api/v1/accounts/" + id, account, cancellationToken);
    }
}
