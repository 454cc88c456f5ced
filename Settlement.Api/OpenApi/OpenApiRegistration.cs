using Microsoft.OpenApi;
using Settlement.Api.Access;

namespace Settlement.Api.OpenApi;

/// <summary>The API's description at <c>/openapi/v1.json</c> and its browsable page at <c>/docs</c>.</summary>
public static class OpenApiRegistration
{
    public const string PagePath = "/docs";
    private const string DocumentPath = "/openapi/v1.json";

    public static IServiceCollection AddApiDescription(this IServiceCollection services) =>
        services.AddOpenApi("v1", options =>
        {
            options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            options.AddOperationTransformer<ExampleTransformer>();
            options.AddOperationTransformer<ScopeTransformer>();
            options.AddDocumentTransformer<ScopeTransformer>();
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info = new OpenApiInfo
                {
                    Title = "Settlement",
                    Version = "1.0.0",
                    Description = "Submits payments, follows them to the ledger, and operates the settlement windows.",
                };

                // Relative to the document, so that it is right behind any address.
                document.Servers = [new OpenApiServer { Url = "/" }];
                return Task.CompletedTask;
            });
        });

    public static WebApplication MapApiDescription(this WebApplication app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").AllowAnyone("it says what the published sources say");
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = PagePath.TrimStart('/');
            options.DocumentTitle = "Settlement API";
            options.SwaggerEndpoint(DocumentPath, "v1");
        });
        return app;
    }
}
