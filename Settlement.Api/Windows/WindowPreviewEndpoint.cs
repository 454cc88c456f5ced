using Microsoft.EntityFrameworkCore;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Currencies;
using Settlement.Domain.Windows;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Windows;

/// <summary>What a closure would do, before it is done.</summary>
internal static class WindowPreviewEndpoint
{
    internal static void Map(IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/windows/{id}/preview", PreviewAsync).RequireScope(Scope.Read)
            .WithName("previewWindowClosure").WithTags("Windows").WithSummary("What closing a window now would take in: payments, parties, value per currency")
            .Produces<WindowPreview>().ProducesProblems(404);

    private static async Task<IResult> PreviewAsync(string id, IDbContextFactory<ReadContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var window = await context.Windows.SingleOrDefaultAsync(row => row.WindowId == id, cancellationToken);
        if (window is null)
        {
            return Problems.NotFound($"window '{id}'");
        }

        var members = context.Transactions.Where(row => row.IsOpen && row.WindowId == id);
        var gross = await members.GroupBy(row => row.SourceCurrency)
            .Select(group => new { Currency = group.Key, Payments = group.Count(), Minor = group.Sum(row => row.AmountMinor) })
            .OrderBy(group => group.Currency).ToListAsync(cancellationToken);
        var parties = await members.Select(row => row.SourceParticipant).Union(members.Select(row => row.CounterpartyId)).CountAsync(cancellationToken);
        return TypedResults.Ok(new WindowPreview(
            id, window.State.ToLowerInvariant(), window.CutOff, gross.Sum(group => group.Payments), parties,
            [.. gross.Select(group => new PreviewedGross(group.Currency, group.Payments, Money.Format(group.Minor, Currency.Get(group.Currency))))]));
    }
}
