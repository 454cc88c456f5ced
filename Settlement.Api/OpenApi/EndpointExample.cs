using System.Text.Json.Nodes;

namespace Settlement.Api.OpenApi;

/// <summary>Endpoint metadata: an example that the API page shows.</summary>
/// <param name="Status">The answer's status, or null for an example of the request.</param>
internal sealed record EndpointExample(int? Status, string Name, JsonNode Value);
