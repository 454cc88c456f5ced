namespace Settlement.Api.Http;

/// <summary>Every way in which a request can fail, as a result to return from an endpoint.</summary>
public static class Problems
{
    /// <summary>400: the body cannot be read as JSON of the expected shape.</summary>
    public static IResult Malformed(string message) => Single(StatusCodes.Status400BadRequest, "malformed", "Malformed request", "", message);

    /// <summary>404: <paramref name="what"/> does not exist, e.g. <c>transaction txn_001</c>.</summary>
    public static IResult NotFound(string what) =>
        new ProblemResult(StatusCodes.Status404NotFound, "not_found", "Not found", $"There is no {what}.");

    /// <summary>409: the request contradicts what stands already.</summary>
    public static IResult Conflict(string code, string message, string field = "") =>
        Single(StatusCodes.Status409Conflict, code, "Conflict", field, message);

    /// <summary>413: the body is larger than the route takes.</summary>
    public static IResult TooLarge(long limitBytes) =>
        Single(StatusCodes.Status413PayloadTooLarge, "too_large", "Request too large", "", $"The body is larger than {limitBytes} bytes.");

    /// <summary>422: the request can be read but breaks rules; one entry per broken rule.</summary>
    public static IResult Invalid(IReadOnlyList<FieldError> errors) =>
        new ProblemResult(StatusCodes.Status422UnprocessableEntity, "invalid", "Invalid request", DescribeInvalid(errors), errors);

    /// <summary>422 with a single broken rule.</summary>
    public static IResult Invalid(string field, string code, string message) => Invalid([new FieldError(field, code, message)]);

    /// <summary>429: the client submits faster than its allowance; the caller sets <c>Retry-After</c>.</summary>
    public static IResult TooManyRequests() => Single(
        StatusCodes.Status429TooManyRequests, "rate_limited", "Too many requests", "", "This client submits faster than it may. Wait as long as Retry-After says.");

    /// <summary>503 with <c>Retry-After</c>: nothing is known to have happened; the same request may be sent again.</summary>
    public static IResult Unavailable(TimeSpan retryAfter) =>
        new ProblemResult(
            StatusCodes.Status503ServiceUnavailable, "unavailable", "Service unavailable",
            "The service cannot take the request now. Send it again later; idempotency keys make that safe.", retryAfter: retryAfter);

    private static ProblemResult Single(int status, string code, string title, string field, string message) =>
        new(status, code, title, message, [new FieldError(field, code, message)]);

    private static string DescribeInvalid(IReadOnlyList<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count == 1 ? errors[0].Message : $"{errors.Count} rules are broken; see errors.";
    }
}
