using Microsoft.EntityFrameworkCore;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Batches;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Settlements;

/// <summary>What stands behind a batch.</summary>
internal static class BatchInsightEndpoints
{
    internal static IServiceCollection AddBatchInsight(this IServiceCollection services) => services.AddSingleton<BatchInsight>();

    internal static void Map(IEndpointRouteBuilder routes)
    {
        var batch = routes.MapGroup("/api/v1/settlements/{batchId}").WithTags("Settlements").RequireScope(Scope.Read);
        batch.MapGet("/plan", async (string batchId, BatchInsight insight, CancellationToken cancellationToken) =>
                await insight.PlanAsync(batchId, cancellationToken) is { } plan ? TypedResults.Ok(plan) : Problems.NotFound($"batch '{batchId}'"))
            .WithName("getSettlementPlan").WithSummary("The plan that a batch belongs to: cost, naive cost and proven bound")
            .Produces<BatchPlanView>().ProducesProblems(404);
        batch.MapGet("/wires", WiresAsync)
            .WithName("listSettlementWires").WithSummary("The wires of a batch as they stand, over all of its rounds; empty before its execution")
            .Produces<Page<WireStatusView>>().ProducesProblems(404);
        batch.MapGet("/votes", VotesAsync)
            .WithName("getSettlementVotes").WithSummary("The certificate over a batch's latest round, or over the one that is asked for")
            .Produces<BatchVotesView>().ProducesProblems(404);
    }

    private static async Task<IResult> WiresAsync(
        string batchId, BatchInsight insight, IDbContextFactory<ReadContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Batches.AnyAsync(row => row.BatchId == batchId, cancellationToken)
            ? TypedResults.Ok(new Page<WireStatusView>(await insight.WiresAsync(batchId, cancellationToken), null))
            : Problems.NotFound($"batch '{batchId}'");
    }

    private static async Task<IResult> VotesAsync(
        string batchId, int? round, BatchInsight insight, IDbContextFactory<ReadContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var latest = await context.Batches.Where(row => row.BatchId == batchId).Select(row => (int?)row.Round).SingleOrDefaultAsync(cancellationToken);
        return latest is null
            ? Problems.NotFound($"batch '{batchId}'")
            : TypedResults.Ok(await insight.VotesAsync(batchId, round ?? latest.Value, cancellationToken));
    }
}
