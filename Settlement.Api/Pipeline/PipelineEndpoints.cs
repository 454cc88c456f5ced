using System.Text.Json;
using Settlement.Api.Access;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Pipeline;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Pipeline;

/// <summary>How much is where between the client and the ledger.</summary>
public static class PipelineEndpoints
{
    public static IEndpointRouteBuilder MapPipeline(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/pipeline", ReadAsync).RequireScope(Scope.Read)
            .WithName("getPipeline").WithTags("Operations").WithSummary("What is open in each state, and how far the engine has read the intake log")
            .Produces<PipelineView>()
            .WithAnswerExample(200, """
                {"at":"2026-11-23T09:00:00Z","intake_position":1200,"engine_position":1200,"transactions":{"validated":40},"batches":{"executing":1},"windows":{"open":36}}
                """);
        return routes;
    }

    private static async Task<IResult> ReadAsync(WorkCounts counts, CancellationToken cancellationToken)
    {
        var open = await counts.OpenAsync(cancellationToken);
        return TypedResults.Ok(new PipelineView(
            open.At, open.IntakePosition, open.EnginePosition, Named(open.Payments.Values.SelectMany(window => window)), Named(open.Batches), Named(open.Windows)));
    }

    private static Dictionary<string, long> Named(IEnumerable<KeyValuePair<string, int>> counts) => counts.GroupBy(count => count.Key, StringComparer.Ordinal)
        .OrderBy(state => state.Key, StringComparer.Ordinal).ToDictionary(state => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.Key), state => state.Sum(count => (long)count.Value), StringComparer.Ordinal);
}
