using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Settlement.Api.Reports;
using Settlement.Engine.Database;
using Settlement.Engine.Reports;
using Settlement.Tests.Http;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Reports;

public sealed class ReportEndpointTests(PostgresServer server)
{
    private static readonly Uri Address = new($"/api/v1/windows/{FinishedWindow.Id}/report", UriKind.Relative);

    private static CancellationToken Stopped => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", "*/*", "application/json")]
    [InlineData("", "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html")]
    [InlineData("", "text/csv", "text/csv")]
    [InlineData("", "application/json;q=0.1, text/csv;q=0.9", "text/csv")]
    [InlineData("?format=html", "application/json", "text/html")]
    public async Task The_form_follows_the_query_then_the_Accept_header(string query, string accept, string expected)
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await window.Reports.MakeAsync(FinishedWindow.Id, Stopped);
        await using var host = await StartAsync(window);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Address + query, UriKind.Relative));
        request.Headers.Accept.ParseAdd(accept);

        using var answer = await host.Client.SendAsync(request, Stopped);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(expected, answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Json_carries_amounts_as_strings_with_the_currencys_decimals()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        var hash = await window.Reports.MakeAsync(FinishedWindow.Id, Stopped);
        await using var host = await StartAsync(window);

        var report = await host.Client.GetFromJsonAsync<JsonObject>(Address, Stopped);

        Assert.Equal(hash, (string?)report!["hash"]);
        Assert.True((bool)report["equal"]!);
        var proofs = report["currencies"]!.AsArray().ToDictionary(proof => (string)proof!["currency"]!, StringComparer.Ordinal);
        Assert.Matches("^[0-9]+$", (string)proofs["JPY"]!["gross"]!);
        Assert.Matches(@"^[0-9]+\.[0-9]{3}$", (string)proofs["KWD"]!["gross"]!);
        Assert.Equal((string?)proofs["EUR"]!["net"], (string?)proofs["EUR"]!["wires_moved"]);
    }

    [Fact]
    public async Task Csv_has_one_shape_and_no_cell_that_a_spreadsheet_would_run()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await window.Reports.MakeAsync(FinishedWindow.Id, Stopped);
        await using var host = await StartAsync(window);

        var csv = await host.Client.GetStringAsync(new Uri(Address + "?format=csv", UriKind.Relative), Stopped);

        Assert.StartsWith("section,item,measure,currency,value\r\n", csv, StringComparison.Ordinal);
        Assert.Contains("reversed,t_reversed,detail,,\"'=cmd()|'/c calc'!A1, <b>said</b> \"\"the\"\" rail\"\r\n", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", csv, StringComparison.Ordinal);
        Assert.EndsWith("\r\n", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_needs_nothing_else_and_encodes_what_it_shows()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await window.Reports.MakeAsync(FinishedWindow.Id, Stopped);
        await using var host = await StartAsync(window);

        var page = await host.Client.GetStringAsync(new Uri(Address + "?format=html", UriKind.Relative), Stopped);

        Assert.DoesNotContain("<b>said", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("href=", page, StringComparison.Ordinal);
        Assert.Contains("agree in every currency", page, StringComparison.Ordinal);
        Assert.Contains("@media print", page, StringComparison.Ordinal);
        Assert.Contains("123,456", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_report_that_was_not_made_and_a_form_that_is_not_served_are_problems()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await using var host = await StartAsync(window);

        using var missing = await host.Client.GetAsync(Address, Stopped);
        using var unknown = await host.Client.GetAsync(new Uri(Address + "?format=pdf", UriKind.Relative), Stopped);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal(new MediaTypeHeaderValue("application/problem+json"), unknown.Content.Headers.ContentType);
    }

    private static Task<TestHost> StartAsync(FinishedWindow window) =>
        TestHost.StartAsync(routes => routes.MapReports(), services => services.AddDatabase(window.Database.Database).AddReports());
}
