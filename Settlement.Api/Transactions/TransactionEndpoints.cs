using System.Globalization;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.Liquidity;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Transactions;

namespace Settlement.Api.Transactions;

/// <summary>Looking at payments; taking them in is the intake's.</summary>
public static class TransactionEndpoints
{
    /// <summary>Ten seconds' worth of reading; whoever needs more goes on from a narrower filter.</summary>
    private const int MaxCsvRows = 100_000;

    public static IServiceCollection AddTransactionQueries(this IServiceCollection services) => services.AddSingleton<TransactionSearch>().AddSingleton<TransactionQueries>();

    public static IEndpointRouteBuilder MapTransactions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/transactions/{id}", FindAsync).RequireScope(Scope.Read)
            .WithName("getTransaction").WithTags("Transactions").WithSummary("One payment: its state, history, why it waits, and what can happen next")
            .WithDescription("at is a past time: the payment as it stood then.")
            .Produces<TransactionView>().ProducesProblems(404);
        routes.MapGet("/api/v1/transactions", ListAsync).RequireScope(Scope.Read)
            .WithName("listTransactions").WithTags("Transactions").WithSummary("Payments, newest first, narrowed by any field; as JSON pages or as CSV")
            .Produces<Page<TransactionSummary>>().ProducesProblems(422);
        return routes;
    }

    private static async Task<IResult> FindAsync(
        string id, DateTimeOffset? at, TransactionQueries queries, AdvisedFunding advised, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, at, cancellationToken) is not { } view)
        {
            return Problems.NotFound(at is null ? $"transaction '{id}'" : $"transaction '{id}' at that time");
        }

        // A payment that waits for funds says what its payer is advised to pay in; of a past time nothing is known of advice.
        var isShort = at is null && view.Waits is { Reason: WaitExplanation.InsufficientBalance };
        return isShort && await advised.SayAsync(view.Waits!.Participant!, view.Waits.Currency!, cancellationToken) is { } advice
            ? TypedResults.Ok(view with { Waits = view.Waits with { Explanation = $"{view.Waits.Explanation} {advice}" } })
            : TypedResults.Ok(view);
    }

    private static async Task<IResult> ListAsync(
        [AsParameters] TransactionListQuery query, TransactionQueries queries, CancellationToken cancellationToken)
    {
        if (!TransactionFilter.TryRead(query, out var filter, out var errors))
        {
            return Problems.Invalid(errors);
        }

        if (!PageRequest.TryRead("transactions", query.Limit, query.Cursor, out var page, out var problem))
        {
            return problem;
        }

        long? before = long.TryParse(page.After, CultureInfo.InvariantCulture, out var position) ? position : null;
        if (query.Format is "csv")
        {
            return new TransactionCsv(queries.StreamAsync(filter, before, MaxCsvRows + 1, cancellationToken), MaxCsvRows);
        }

        var rows = await queries.ListAsync(filter, before, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage(rows, row => row.Position.ToString(CultureInfo.InvariantCulture)));
    }
}
