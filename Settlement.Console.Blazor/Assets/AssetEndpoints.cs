using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Settlement.OperatorConsole.Assets;

internal static class AssetEndpoints
{
    private static readonly TimeSpan ForGood = TimeSpan.FromDays(365);

    internal static void MapConsoleAssets(this IEndpointRouteBuilder routes, Action<IEndpointConventionBuilder> open) =>
        open(routes.MapGet(EmbeddedAssets.Folder + "{name}", Serve).ExcludeFromDescription());

    private static async Task Serve(string name, HttpContext http, EmbeddedAssets assets)
    {
        if (assets.Find(name) is not { } asset)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        var response = http.Response;
        response.ContentType = asset.MediaType;
        response.Headers.XContentTypeOptions = "nosniff";
        response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue { Public = true, MaxAge = ForGood, Extensions = { new NameValueHeaderValue("immutable") } };
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        var content = asset.Content;
        if (http.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            content = asset.Gzipped;
        }

        response.ContentLength = content.Length;
        await response.Body.WriteAsync(content, http.RequestAborted);
    }
}
