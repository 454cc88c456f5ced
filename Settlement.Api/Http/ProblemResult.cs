using System.Globalization;

namespace Settlement.Api.Http;

/// <summary>Writes a <see cref="Problem"/>; the instance is the request's path.</summary>
public sealed class ProblemResult : IResult, IStatusCodeHttpResult, IContentTypeHttpResult, IValueHttpResult, IValueHttpResult<Problem>
{
    public const string MediaType = "application/problem+json";

    internal ProblemResult(int status, string code, string title, string detail, IReadOnlyList<FieldError>? errors = null, TimeSpan? retryAfter = null)
    {
        Value = new Problem("urn:settlement:problem:" + code, title, status, detail, "", errors ?? []);
        RetryAfter = retryAfter;
    }

    public Problem Value { get; }

    public TimeSpan? RetryAfter { get; }

    public int? StatusCode => Value.Status;

    public string ContentType => MediaType;

    object? IValueHttpResult.Value => Value;

    Problem? IValueHttpResult<Problem>.Value => Value;

    public Task ExecuteAsync(HttpContext httpContext)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        var response = httpContext.Response;
        response.StatusCode = Value.Status;
        if (RetryAfter is { } wait)
        {
            var seconds = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds));
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        }

        var body = Value with { Instance = httpContext.Request.Path.Value ?? "" };
        return response.WriteAsJsonAsync(body, ProblemJson.Default.Problem, MediaType, httpContext.RequestAborted);
    }
}
