using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Settlement.Tests.Resilience;

/// <summary>One operation as the API describes it.</summary>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Query">Names of its query parameters.</param>
/// <param name="Example">An example of its body; null: it has none.</param>
internal sealed record DescribedOperation(string Method, string Path, IReadOnlyList<string> Query, JsonObject? Example)
{
    public bool HasPathParameter => Path.Contains('{', StringComparison.Ordinal);

    /// <summary>Whether it takes a body: one that changes something does, but for the opening of a window.</summary>
    public bool TakesBody => Method is not ("GET" or "DELETE") && !Path.EndsWith("/open", StringComparison.Ordinal) && !Path.EndsWith("/openid", StringComparison.Ordinal);

    /// <summary>The path with one value, already escaped, for all of its parameters.</summary>
    public string PathWith(string value) =>
        string.Join('/', Path.Split('/').Select(part => part.StartsWith('{') ? value : part));

    public override string ToString() => $"{Method} {Path}";
}

/// <summary>Reads <c>/openapi/v1.json</c>.</summary>
internal static class DescribedApi
{
    private static readonly string[] Methods = ["get", "post", "put", "patch", "delete"];

    public static async Task<IReadOnlyList<DescribedOperation>> ReadAsync(HttpClient client)
    {
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        return
        [
            .. from path in document.GetProperty("paths").EnumerateObject()
               from operation in path.Value.EnumerateObject()
               where Methods.Contains(operation.Name)
               select new DescribedOperation(operation.Name.ToUpperInvariant(), path.Name, Query(operation.Value), Example(operation.Value)),
        ];
    }

    private static List<string> Query(JsonElement operation) => operation.TryGetProperty("parameters", out var parameters)
        ? [.. parameters.EnumerateArray().Where(p => p.GetProperty("in").GetString() == "query").Select(p => p.GetProperty("name").GetString()!)]
        : [];

    private static JsonObject? Example(JsonElement operation)
    {
        if (!operation.TryGetProperty("requestBody", out var body)
            || !body.GetProperty("content").TryGetProperty("application/json", out var json))
        {
            return null;
        }

        if (json.TryGetProperty("example", out var example))
        {
            return JsonNode.Parse(example.GetRawText()) as JsonObject;
        }

        return json.TryGetProperty("examples", out var examples) && examples.EnumerateObject().FirstOrDefault() is { Value.ValueKind: JsonValueKind.Object } first
            ? JsonNode.Parse(first.Value.GetProperty("value").GetRawText()) as JsonObject
            : null;
    }
}
