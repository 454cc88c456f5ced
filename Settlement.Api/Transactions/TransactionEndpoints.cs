using System.Globalization;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Transactions;

namespace Settlement.Api.Transactions;

/// <summary>Looking at payments; taking them in is the intake's.</summary>
public static class TransactionEndpoints
{
    public static IServiceCollection AddTransactionQueries(this IServiceCollection services) => services.AddSingleton<TransactionQueries>();

    public static IEndpointRouteBuilder MapTransactions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/transactions/{id}", FindAsync).RequireScope(Scope.Read)
            .WithName("getTransaction").WithTags("Transactions").WithSummary("One payment: its state, history, why it waits, and what can happen next")
            .Produces<TransactionView>().ProducesProblems(404);
        routes.MapGet("/api/v1/transactions", ListAsync).RequireScope(Scope.Read)
            .WithName("listTransactions").WithTags("Transactions").WithSummary("Payments, newest first")
            .Produces<Page<TransactionSummary>>().ProducesProblems(422);
        return routes;
    }

    private static async Task<IResult> FindAsync(string id, TransactionQueries queries, CancellationToken cancellationToken) =>
        await queries.FindAsync(id, cancellationToken) is { } view ? TypedResults.Ok(view) : Problems.NotFound($"transaction '{id}'");

    private static async Task<IResult> ListAsync(
        [AsParameters] TransactionListQuery query, TransactionQueries queries, CancellationToken cancellationToken)
    {
        var filter = new TransactionFilter(query.Status, query.Window, query.Batch, query.Participant, query.Currency);
        if (filter.Check() is { Count: > 0 } errors)
        {
            return Problems.Invalid(errors);
        }

        if (!PageRequest.TryRead("transactions", query.Limit, query.Cursor, out var page, out var problem))
        {
            return problem;
        }

        var rows = await queries.ListAsync(filter, page.After, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage(rows, row => row.Position.ToString(CultureInfo.InvariantCulture)));
    }
}
