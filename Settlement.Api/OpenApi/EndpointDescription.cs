using System.Text.Json.Nodes;
using Settlement.Api.Http;

namespace Settlement.Api.OpenApi;

/// <summary>What an endpoint adds to its own description: problems it may answer with, and examples.</summary>
public static class EndpointDescription
{
    /// <summary>Declares problem answers, e.g. <c>.ProducesProblems(400, 404, 422)</c>.</summary>
    public static TBuilder ProducesProblems<TBuilder>(this TBuilder endpoint, params ReadOnlySpan<int> statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            endpoint.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(Problem), [ProblemResult.MediaType]));
        }

        return endpoint;
    }

    /// <param name="json">The body, as a client would send it.</param>
    public static TBuilder WithRequestExample<TBuilder>(this TBuilder endpoint, string json, string name = "example")
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(Example(null, name, json));

    /// <param name="status">One of the statuses that the endpoint declares.</param>
    /// <param name="json">The body, as the endpoint would answer.</param>
    public static TBuilder WithAnswerExample<TBuilder>(this TBuilder endpoint, int status, string json, string name = "example")
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(Example(status, name, json));

    private static EndpointExample Example(int? status, string name, string json) =>
        new(status, name, JsonNode.Parse(json) ?? throw new ArgumentException("An example is not null.", nameof(json)));
}
