using Microsoft.AspNetCore.WebUtilities;

namespace Settlement.Api.Http;

/// <summary>Problem details for answers that have a status and no body, such as those of routing.</summary>
internal static class StatusProblem
{
    internal static IResult Of(HttpContext context, int status)
    {
        var (code, detail) = status switch
        {
            StatusCodes.Status400BadRequest => ("malformed", "The request cannot be read."),
            StatusCodes.Status404NotFound => ("not_found", "There is nothing at this path."),
            StatusCodes.Status405MethodNotAllowed => ("method_not_allowed", $"This path does not take {context.Request.Method}."),
            StatusCodes.Status408RequestTimeout => ("request_timeout", "The request came too slowly."),
            StatusCodes.Status413PayloadTooLarge => ("too_large", $"The body is larger than {BodyLimit.Of(context)} bytes."),
            StatusCodes.Status415UnsupportedMediaType => ("unsupported_media_type", "The body must be application/json."),
            _ => ("status_" + status.ToString(System.Globalization.CultureInfo.InvariantCulture), ReasonPhrases.GetReasonPhrase(status) + "."),
        };
        return new ProblemResult(status, code, ReasonPhrases.GetReasonPhrase(status), detail);
    }
}
