using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Settlement.Api.OpenApi;

/// <summary>Writes endpoints' examples into the document.</summary>
internal sealed class ExampleTransformer : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        foreach (var example in context.Description.ActionDescriptor.EndpointMetadata.OfType<EndpointExample>())
        {
            foreach (var content in ContentOf(operation, example.Status))
            {
                content.Examples ??= new Dictionary<string, IOpenApiExample>(StringComparer.Ordinal);
                content.Examples[example.Name] = new OpenApiExample { Value = example.Value.DeepClone() };
            }
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<OpenApiMediaType> ContentOf(OpenApiOperation operation, int? status)
    {
        var content = status is { } code
            ? operation.Responses?.GetValueOrDefault(code.ToString(CultureInfo.InvariantCulture))?.Content
            : operation.RequestBody?.Content;
        return content is null ? [] : content.Values.OfType<OpenApiMediaType>();
    }
}
