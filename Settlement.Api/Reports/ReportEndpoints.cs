using System.Text;
using Microsoft.Net.Http.Headers;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Reports;

namespace Settlement.Api.Reports;

/// <summary>The reports of finished windows, as JSON, CSV or a page to print.</summary>
public static class ReportEndpoints
{
    public static IEndpointRouteBuilder MapReports(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/windows/{id}/report", FindAsync).RequireScope(Scope.Read)
            .WithName("getWindowReport").WithTags("Windows").WithSummary("The report of a finished window")
            .WithDescription("format is json, csv or html; without it the Accept header decides. There is a report once the window's state is reported.")
            .Produces<ReportView>(StatusCodes.Status200OK, "application/json", "text/csv", "text/html").ProducesProblems(404, 422);
        return routes;
    }

    private static async Task<IResult> FindAsync(
        string id, string? format, HttpContext http, IWindowReports reports, CancellationToken cancellationToken)
    {
        if (ReportFormat.Of(format, http.Request) is not { } form)
        {
            return Problems.Invalid("format", "unknown_value", "format must be json, csv or html.");
        }

        if (id.Any(char.IsControl) || await reports.FindAsync(id, cancellationToken) is not { } kept)
        {
            return Problems.NotFound($"report of window '{id}'");
        }

        http.Response.Headers[HeaderNames.Vary] = HeaderNames.Accept;
        http.Response.Headers[HeaderNames.ETag] = $"\"{kept.Hash}-{form}\"";
        switch (form)
        {
            case ReportFormat.Csv:
                http.Response.Headers[HeaderNames.ContentDisposition] = $"attachment; filename=\"{id}.csv\"";
                return TypedResults.Text(ReportCsv.Write(kept), "text/csv; header=present", Encoding.UTF8);
            case ReportFormat.Html:
                http.Response.Headers[HeaderNames.ContentSecurityPolicy] = "default-src 'none'; style-src 'unsafe-inline'";
                return TypedResults.Text(ReportPage.Write(kept), "text/html", Encoding.UTF8);
            default:
                return TypedResults.Ok(ReportView.Of(kept));
        }
    }
}
