using System.Text.Json;
using Microsoft.AspNetCore.Diagnostics;
using Settlement.Engine.Access;
using Settlement.Engine.Database;
using Settlement.Engine.Intake;

namespace Settlement.Api.Http;

/// <summary>
/// Turns an exception that left an endpoint into problem details: requests that cannot be read into 400, 408 or 413, outages into 503 with
/// Retry-After, and what is left, bugs, into 500. Clients never see a message or a stack trace of ours; the log does.
/// </summary>
internal sealed partial class FaultHandler(ILogger<FaultHandler> logger) : IExceptionHandler
{
    /// <summary>Long enough for a database to restart, short enough for a client to wait.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        await Answer(httpContext, exception).ExecuteAsync(httpContext);
        return true;
    }

    private IResult Answer(HttpContext context, Exception exception)
    {
        if (exception is BadHttpRequestException bad)
        {
            return Unreadable(context, bad);
        }

        if (exception is IntakeLogUnavailableException or SignInsBusyException || DatabaseOutage.Is(exception))
        {
            LogOutage(context.Request.Method, context.Request.Path.Value, exception.GetBaseException().Message);
            return Problems.Unavailable(RetryAfter);
        }

        LogBug(exception, context.Request.Method, context.Request.Path.Value);
        return new ProblemResult(
            StatusCodes.Status500InternalServerError, "internal", "Internal error", "The request failed for a reason that is not the request's.");
    }

    private static IResult Unreadable(HttpContext context, BadHttpRequestException exception) => exception.StatusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => Problems.TooLarge(BodyLimit.Of(context)),
        StatusCodes.Status400BadRequest when exception.InnerException is JsonException json =>
            Problems.Malformed($"The body is not JSON of the expected shape at {json.Path ?? "$"}, line {(json.LineNumber ?? 0) + 1}."),
        StatusCodes.Status400BadRequest => Problems.Malformed(exception.Message),
        var status => StatusProblem.Of(context, status),
    };

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Method} {Path} answered 503: {Reason}")]
    private partial void LogOutage(string method, string? path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} answered 500")]
    private partial void LogBug(Exception exception, string method, string? path);
}
