using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Session;

/// <summary>Files of the API for a browser, which has no token to ask for them itself: fetched in its visitor's name and passed on as they come.</summary>
internal static class DownloadEndpoints
{
    internal static void MapConsoleDownloads(this IEndpointRouteBuilder routes, Action<IEndpointConventionBuilder> open)
    {
        open(routes.MapGet("/download/transactions", (HttpContext http, ApiConnection api) =>
            PassOnAsync(http, api, "/api/v1/transactions" + Query(http, "csv"))).ExcludeFromDescription());
        open(routes.MapGet("/download/transactions/{id}.json", (string id, HttpContext http, ApiConnection api) =>
            PassOnAsync(http, api, "/api/v1/transactions/" + Uri.EscapeDataString(id), id + ".json")).ExcludeFromDescription());
        open(routes.MapGet("/download/windows/{id}/report.{format}", (string id, string format, HttpContext http, ApiConnection api) =>
            PassOnAsync(http, api, QueryPath.Of($"/api/v1/windows/{Uri.EscapeDataString(id)}/report", ("format", format)))).ExcludeFromDescription());
    }

    private static string Query(HttpContext http, string format) =>
        http.Request.QueryString.HasValue ? $"{http.Request.QueryString}&format={format}" : "?format=" + format;

    /// <param name="name">What the file is called; null where the API says so.</param>
    private static async Task PassOnAsync(HttpContext http, ApiConnection api, string path, string? name = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(api.Address, path));
        if (http.Request.Cookies[Visitor.TokenCookie] is { Length: > 0 } token && !token.Any(char.IsControl))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        try
        {
            using var answer = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
            http.Response.StatusCode = (int)answer.StatusCode;
            http.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
            http.Response.Headers.CacheControl = "no-store";
            http.Response.Headers.XContentTypeOptions = "nosniff";
            if (name is not null && answer.IsSuccessStatusCode)
            {
                http.Response.Headers.ContentDisposition = new ContentDispositionHeaderValue("attachment") { FileNameStar = name }.ToString();
            }
            else if (answer.Content.Headers.ContentDisposition is { } disposition)
            {
                http.Response.Headers.ContentDisposition = disposition.ToString();
            }

            if (answer.Headers.TryGetValues("Content-Security-Policy", out var policy))
            {
                http.Response.Headers.ContentSecurityPolicy = string.Join(", ", policy);
            }

            await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
        }
        catch (HttpRequestException) when (!http.Response.HasStarted)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await http.Response.WriteAsync("The API does not answer. Go back and try again in a moment.", http.RequestAborted);
        }
    }
}
