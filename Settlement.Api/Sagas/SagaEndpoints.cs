using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Sagas;
using Settlement.Sagas.Graphs;

namespace Settlement.Api.Sagas;

/// <summary>The state machines as graphs, read from the machines themselves.</summary>
public static class SagaEndpoints
{
    public static IEndpointRouteBuilder MapSagas(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/sagas", (SagaGraphs graphs) => new { Items = graphs.ByMachine.Keys.Order(StringComparer.Ordinal) })
            .RequireScope(Scope.Read).WithTags("Sagas").WithSummary("The names of the state machines");
        routes.MapGet("/api/v1/sagas/{machine}/graph", Graph).RequireScope(Scope.Read)
            .WithTags("Sagas").WithSummary("One machine's graph, as JSON and as a Mermaid diagram")
            .Produces<SagaGraphView>().ProducesProblems(404);
        return routes;
    }

    private static IResult Graph(string machine, SagaGraphs graphs) => graphs.ByMachine.TryGetValue(machine, out var graph)
        ? TypedResults.Ok(new SagaGraphView(graph.Machine, graph.States, graph.Transitions, graph.ToMermaid()))
        : Problems.NotFound($"machine '{machine}'");
}
