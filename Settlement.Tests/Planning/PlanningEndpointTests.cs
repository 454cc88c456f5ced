using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Api.Planning;
using Settlement.Domain.Batches;
using Settlement.Engine.Database;
using Settlement.Engine.Reference;
using Settlement.Tests.Http;
using Settlement.Tests.Ledger;
using Settlement.Tests.Reports;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Planning;

public sealed class PlanningEndpointTests(PostgresServer server)
{
    private static CancellationToken Stopped => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_frontier_of_a_recorded_day_counts_the_payments_of_its_windows()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await using var host = await StartAsync(services => services.AddDatabase(window.Database.Database));

        var answer = await host.Client.GetFromJsonAsync<JsonObject>(Frontier("value_date=2026-11-23&currency=EUR"), Stopped);

        // Its settled payments and the reversed one; the rejected never was a candidate, the deferred went to a later window.
        Assert.Equal(window.Plan.Batches.Sum(batch => batch.Payments.Count) + 1, (int)answer!["payments"]!);
        Assert.Equal("EUR-2026-11-23", (string?)answer["day"]);
        var points = answer["points"]!.AsArray();
        Assert.Equal(7 * 5, points.Count);
        Assert.All(points, point =>
        {
            Assert.Matches(@"^\d+\.\d{2}$", (string)point!["cost"]!);
            Assert.Equal((int)answer["payments"]!, (int)point["settled"]! + (int)point["unsettled"]!);
        });
    }

    [Fact]
    public async Task The_frontier_of_a_workload_is_the_same_whenever_it_is_asked_for()
    {
        await using var host = await StartAsync(services => services.AddSingleton(Unreached()));

        var first = await host.Client.GetStringAsync(Frontier("workload=gridlock&payments=100&seed=7"), Stopped);
        var second = await host.Client.GetStringAsync(Frontier("workload=gridlock&payments=100&seed=7"), Stopped);

        Assert.Equal(first, second);
        Assert.Contains("\"optimiser-60\"", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "value_date required, currency required")]
    [InlineData("value_date=2026-02-30&currency=EUR", "value_date invalid_date")]
    [InlineData("value_date=1900-01-01&currency=EUR", "value_date invalid_date")]
    [InlineData("value_date=2026-11-23&currency=XAU", "currency unknown_currency")]
    [InlineData("value_date=2026-11-23&currency=EUR&seed=1", "seed not_allowed")]
    [InlineData("workload=tulips", "workload unknown_workload")]
    [InlineData("workload=balanced&payments=5001&seed=-1", "payments out_of_range, seed invalid_number")]
    [InlineData("workload=balanced&currency=EUR", "currency not_allowed")]
    public async Task A_broken_rule_is_a_422_that_names_field_and_code(string query, string expected)
    {
        await using var host = await StartAsync(services => services.AddSingleton(Unreached()));

        using var answer = await host.Client.GetAsync(Frontier(query), Stopped);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Stopped);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal(expected, string.Join(", ", problem!["errors"]!.AsArray().Select(error => $"{error!["field"]} {error["code"]}")));
    }

    [Fact]
    public async Task A_day_without_payments_is_not_found()
    {
        await using var window = await FinishedWindow.MakeAsync(server, 11);
        await using var host = await StartAsync(services => services.AddDatabase(window.Database.Database));

        using var answer = await host.Client.GetAsync(Frontier("value_date=2026-11-24&currency=CHF"), Stopped);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Workloads_are_listed_by_name()
    {
        await using var host = await StartAsync(services => services.AddSingleton(Unreached()));

        var answer = await host.Client.GetFromJsonAsync<JsonObject>(new Uri("/api/v1/planning/workloads", UriKind.Relative), Stopped);

        Assert.Equal(9, answer!["items"]!.AsArray().Count);
    }

    private static Uri Frontier(string query) => new("/api/v1/planning/frontier?" + query, UriKind.Relative);

    private static Task<TestHost> StartAsync(Action<IServiceCollection> database) => TestHost.StartAsync(
        routes => routes.MapPlanning(),
        services =>
        {
            database(services);
            services.AddFrontier();
            services.AddSingleton<IReferenceData>(new FixedRates());
        });

    /// <summary>For requests that read nothing.</summary>
    private static NpgsqlDataSource Unreached() => NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Timeout=1");

    private sealed class FixedRates : IReferenceData
    {
        public ReferenceSnapshot Current { get; } = new(0, [], [], [], [], RandomBatches.Problem(11, SettlementMode.Net).Rates);

        public Task RefreshAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
