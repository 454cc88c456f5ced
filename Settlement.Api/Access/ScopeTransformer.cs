using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Settlement.Api.Http;

namespace Settlement.Api.Access;

/// <summary>Writes into the API's description which credential and scope each route asks for, and that it may refuse.</summary>
internal sealed class ScopeTransformer : IOpenApiOperationTransformer, IOpenApiDocumentTransformer
{
    private const string Session = "session";
    private const string Key = "api_key";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal);
        document.Components.SecuritySchemes[Session] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A session's token, from POST /api/v1/sessions.",
        };
        document.Components.SecuritySchemes[Key] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = RequestCredential.KeyHeader, Description = "A program's key, from POST /api/v1/keys.",
        };
        return Task.CompletedTask;
    }

    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<RouteGrant>().LastOrDefault()?.Scope is not { } scope)
        {
            return;
        }

        var name = scope.ToString().ToLowerInvariant();
        operation.Description = string.IsNullOrEmpty(operation.Description) ? $"Scope: {name}." : $"{operation.Description.TrimEnd()} Scope: {name}.";
        operation.Security ??= [];
        foreach (var scheme in (string[])[Session, Key])
        {
            operation.Security.Add(new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(scheme, context.Document)] = [] });
        }

        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        operation.Responses ??= [];
        Add(operation.Responses, "401", "No credential, or one that is not good", problem);
        Add(operation.Responses, "403", $"The caller has not the scope {name}", problem);
    }

    private static void Add(OpenApiResponses responses, string status, string description, OpenApiSchema problem) => responses.TryAdd(status, new OpenApiResponse
    {
        Description = description,
        Content = new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal) { [ProblemResult.MediaType] = new OpenApiMediaType { Schema = problem } },
    });
}
