using Microsoft.Net.Http.Headers;

namespace Settlement.Api.Reports;

/// <summary>In which form a report is asked for: the query's <c>format</c>, else the best of the <c>Accept</c> header that is served, else JSON.</summary>
internal static class ReportFormat
{
    public const string Json = "json";
    public const string Csv = "csv";
    public const string Html = "html";

    /// <returns>Null when the query names a form that is not served.</returns>
    public static string? Of(string? format, HttpRequest request)
    {
        if (!string.IsNullOrEmpty(format))
        {
            return format is Json or Csv or Html ? format : null;
        }

        return request.GetTypedHeaders().Accept
            .Where(accepted => accepted.Quality is not 0)
            .OrderByDescending(accepted => accepted.Quality ?? 1)
            .Select(FormOf)
            .FirstOrDefault(form => form is not null) ?? Json;
    }

    private static string? FormOf(MediaTypeHeaderValue accepted) => accepted.MediaType.Value?.ToLowerInvariant() switch
    {
        "application/json" or "*/*" or "application/*" => Json,
        "text/csv" => Csv,
        "text/html" or "text/*" => Html,
        _ => null,
    };
}
