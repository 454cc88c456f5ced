using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Timeouts;

namespace Settlement.Api.Http;

/// <summary>What holds for every route: JSON's form, the time a request may take, and problem details for whatever fails.</summary>
public static class ApiConventions
{
    /// <summary>No route computes for longer; what is slower than this waits for something that is down.</summary>
    private static readonly TimeSpan RequestTimeout = TimeSpan.FromSeconds(30);

    public static IServiceCollection AddApiConventions(this IServiceCollection services)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.ConfigureHttpJsonOptions(json =>
        {
            var options = json.SerializerOptions;
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.DictionaryKeyPolicy = null;
            options.NumberHandling = JsonNumberHandling.Strict;
            options.MaxDepth = 32;
            options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
            options.Converters.Add(new UtcTimeConverter());

            // Answers are application/json and never part of an HTML page: names like O'Brien stay readable.
            options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        });
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
        services.AddExceptionHandler<FaultHandler>();
        services.AddRequestTimeouts(timeouts => timeouts.DefaultPolicy = new RequestTimeoutPolicy
        {
            Timeout = RequestTimeout,
            TimeoutStatusCode = StatusCodes.Status503ServiceUnavailable,
            WriteTimeoutResponse = context =>
            {
                // Still the token that ended the request: it would stop the answer as well.
                context.RequestAborted = CancellationToken.None;
                return Problems.Unavailable(RequestTimeout).ExecuteAsync(context);
            },
        });
        return services;
    }

    public static void UseApiConventions(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseHostFiltering();
        app.UseExceptionHandler(new ExceptionHandlerOptions
        {
            ExceptionHandler = _ => Task.CompletedTask,
            SuppressDiagnosticsCallback = _ => true,
        });
        app.UseStatusCodePages(status =>
            StatusProblem.Of(status.HttpContext, status.HttpContext.Response.StatusCode).ExecuteAsync(status.HttpContext));
        app.UseQueryText();
        app.UseRouting();
        app.UseRequestTimeouts();
    }
}
