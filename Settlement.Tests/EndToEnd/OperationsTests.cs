using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Settlement.Tests.EndToEnd;

/// <summary>What operators and their tools read.</summary>
public sealed partial class OperationsTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly RunningHost _host = shared.Host;

    [Fact]
    public async Task Health_is_answered_to_the_letter() => Assert.Equal(
        new Answer(HttpStatusCode.OK, """{"status":"healthy","service":"settlement-engine","version":"1.0.0"}"""), await _host.GetAsync("/health"));

    [Fact]
    public async Task The_health_report_names_the_database()
    {
        var report = (await _host.GetAsync("/api/v1/metrics/health")).With(HttpStatusCode.OK);

        Assert.Contains("database", report.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("transaction", "Submitted", "Matched --> Settled")]
    [InlineData("batch", "Planned", "Executing --> Settled")]
    [InlineData("window", "Open", "Closed --> Reported")]
    public async Task Each_machine_shows_its_graph(string machine, string state, string transition)
    {
        var graph = (await _host.GetAsync($"/api/v1/sagas/{machine}/graph")).With(HttpStatusCode.OK);

        Assert.Equal(machine, (string?)graph["machine"]);
        Assert.Contains(state, graph["states"]!.AsArray().Select(name => (string)name!));
        Assert.Contains(transition, (string?)graph["mermaid"], StringComparison.Ordinal);
        Assert.NotEmpty(graph["transitions"]!.AsArray());
    }

    [Fact]
    public async Task The_machines_are_listed() => Assert.Equal(
        ["batch", "transaction", "window"], (await _host.GetAsync("/api/v1/sagas")).Json["items"]!.AsArray().Select(name => (string)name!));

    [Fact]
    public async Task Metrics_count_what_a_payment_does_and_every_name_is_ours()
    {
        var payment = new Transfer("counted", Transfer.BankA, Transfer.BankB, 10);
        await _host.PayAsync(payment);
        await _host.UntilSettledAsync(payment);
        await _host.SubmitAsync("""{"amount":-1}""");

        var names = (await _host.GetAsync("/metrics")).Text.Split('\n')
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('{', ' ')[0]).ToHashSet();

        Assert.All(names, name => Assert.StartsWith("settlement_", name, StringComparison.Ordinal));
        Assert.Superset(
            new HashSet<string>
            {
                "settlement_intake_payments_total", "settlement_intake_rejections_total", "settlement_intake_commit_duration_seconds_count",
                "settlement_ledger_entries_total", "settlement_stage_duration_seconds_count",
                "settlement_saga_transitions_total", "settlement_wires_total", "settlement_plan_cost_minor_units_total",
            },
            names);
    }

    [Fact]
    public async Task The_description_lists_every_route()
    {
        var paths = (await _host.GetAsync("/openapi/v1.json")).With(HttpStatusCode.OK)["paths"]!.AsObject();
        var described = paths.SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key.TrimEnd('/')}")).ToHashSet();

        var served = _host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText is { } path && (path.StartsWith("/api/", StringComparison.Ordinal) || path == "/health"))
            .SelectMany(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Select(
                method => $"{method} {Constraint().Replace(endpoint.RoutePattern.RawText!.TrimEnd('/'), "}")}"))
            .ToHashSet();

        Assert.Equal(served.Order(StringComparer.Ordinal), described.Where(route => route.Contains("/api/", StringComparison.Ordinal) || route.EndsWith(" /health", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        Assert.True(served.Count > 30, $"only {served.Count} routes");
    }

    [Fact]
    public async Task The_pipeline_says_how_far_the_engine_has_read()
    {
        var pipeline = (await _host.GetAsync("/api/v1/pipeline")).With(HttpStatusCode.OK);

        Assert.True((long)pipeline["engine_position"]! <= (long)pipeline["intake_position"]!);
    }

    /// <summary>What follows a parameter's name in a route's pattern: <c>:long}</c>.</summary>
    [GeneratedRegex(":[a-z]+}", RegexOptions.NonBacktracking)]
    private static partial Regex Constraint();
}
