using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Api.Http;
using Settlement.Engine.Intake;
using Xunit;

namespace Settlement.Tests.Http;

public sealed class ProblemsTests : IAsyncLifetime
{
    private TestHost _host = null!;

    public sealed record Body(string Name, int Count, Body? Inner);

    public async ValueTask InitializeAsync() => _host = await TestHost.StartAsync(routes =>
    {
        routes.MapGet("/invalid", () => Problems.Invalid(
            [new FieldError("amount", "not_positive", "amount must be positive."), new FieldError("currency", "unknown", "no such currency 'O'Brien'.")]));
        routes.MapGet("/conflict", () => Problems.Conflict("transaction_id_exists", "txn_001 stands under another key.", "transaction_id"));
        routes.MapGet("/missing", () => Problems.NotFound("transaction txn_9"));
        routes.MapGet("/unavailable", () => Problems.Unavailable(TimeSpan.FromMilliseconds(1_500)));
        routes.MapGet("/log-down", IResult () => throw new IntakeLogUnavailableException("secret host name"));
        routes.MapGet("/database-down", IResult () => throw new InvalidOperationException("wrapped", new NpgsqlException("secret", new SocketException())));
        routes.MapGet("/restarting", IResult () => throw new PostgresException("terminating connection", "FATAL", "FATAL", "57P01"));
        routes.MapGet("/bad-sql", IResult () => throw new PostgresException("syntax error", "ERROR", "ERROR", "42601"));
        routes.MapGet("/bug", IResult () => throw new InvalidOperationException("secret detail"));
        routes.MapGet("/typed", (int limit) => Results.Ok(limit));
        routes.MapPost("/body", (Body body) => Results.Ok(body)).WithBodyLimit(1_024);
    });

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Fact]
    public async Task What_takes_too_long_is_a_503_and_no_error_of_ours()
    {
        await using var host = await TestHost.StartAsync(
            routes => routes.MapGet("/slow", async (CancellationToken cancellationToken) => await Task.Delay(Timeout.Infinite, cancellationToken)),
            services => services.PostConfigure<RequestTimeoutOptions>(options => options.DefaultPolicy = new RequestTimeoutPolicy
            {
                Timeout = TimeSpan.FromMilliseconds(50),
                TimeoutStatusCode = options.DefaultPolicy!.TimeoutStatusCode,
                WriteTimeoutResponse = options.DefaultPolicy.WriteTimeoutResponse,
            }));

        using var answer = await host.Client.GetAsync("/slow", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    public async Task Invalid_request_lists_every_broken_rule()
    {
        using var response = await GetAsync("/invalid");
        var problem = await ReadAsync(response, 422, "invalid");

        Assert.Equal("/invalid", problem.Instance);
        Assert.Equal(["not_positive", "unknown"], problem.Errors.Select(error => error.Code), StringComparer.Ordinal);
        Assert.Equal("no such currency 'O'Brien'.", problem.Errors[1].Message);
    }

    [Fact]
    public async Task Conflict_carries_its_stable_code()
    {
        using var response = await GetAsync("/conflict");
        var error = Assert.Single((await ReadAsync(response, 409, "transaction_id_exists")).Errors);

        Assert.Equal(new FieldError("transaction_id", "transaction_id_exists", "txn_001 stands under another key."), error);
    }

    [Fact]
    public async Task Missing_thing_is_named()
    {
        using var response = await GetAsync("/missing");

        Assert.Contains("transaction txn_9", (await ReadAsync(response, 404, "not_found")).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/unavailable")]
    [InlineData("/log-down")]
    [InlineData("/database-down")]
    [InlineData("/restarting")]
    public async Task Outage_is_a_503_that_says_when_to_try_again(string path)
    {
        using var response = await GetAsync(path);
        await ReadAsync(response, 503, "unavailable");

        Assert.Equal(TimeSpan.FromSeconds(2), response.Headers.RetryAfter?.Delta);
    }

    [Theory]
    [InlineData("/bug")]
    [InlineData("/bad-sql")]
    public async Task Bug_is_a_500_that_tells_nothing_of_the_inside(string path)
    {
        using var response = await GetAsync(path);
        await ReadAsync(response, 500, "internal");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("syntax", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_path_is_a_problem()
    {
        using var response = await GetAsync("/nowhere");
        await ReadAsync(response, 404, "not_found");
    }

    [Fact]
    public async Task Wrong_method_is_a_problem_that_says_which_are_allowed()
    {
        using var response = await PostAsync("/missing", "{}");
        await ReadAsync(response, 405, "method_not_allowed");

        Assert.Contains("GET", response.Content.Headers.Allow, StringComparer.Ordinal);
    }

    [Fact]
    public async Task Other_media_type_is_a_415()
    {
        using var response = await PostAsync("/body", "name=a", "application/x-www-form-urlencoded");
        await ReadAsync(response, 415, "unsupported_media_type");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"name\":1}")]
    [InlineData("{\"count\":1e99}")]
    [InlineData("{\"name\":\"\\ud800\"}")]
    public async Task Body_that_is_not_the_expected_json_is_a_400(string body)
    {
        using var response = await PostAsync("/body", body);
        await ReadAsync(response, 400, "malformed");
    }

    [Fact]
    public async Task Deep_nesting_is_a_400()
    {
        using var response = await PostAsync("/body", string.Concat(Enumerable.Repeat("{\"inner\":", 60)) + "null" + new string('}', 60));
        await ReadAsync(response, 400, "malformed");
    }

    [Fact]
    public async Task Huge_body_is_a_413_that_names_the_limit()
    {
        using var response = await PostAsync("/body", "{\"name\":\"" + new string('a', 2_000) + "\"}");

        Assert.Contains("1024", (await ReadAsync(response, 413, "too_large")).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Query_of_the_wrong_type_is_a_400()
    {
        using var response = await GetAsync("/typed?limit=many");
        await ReadAsync(response, 400, "malformed");
    }

    private Task<HttpResponseMessage> GetAsync(string path) => _host.Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string mediaType = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, mediaType);
        return await _host.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }

    private static async Task<Problem> ReadAsync(HttpResponseMessage response, int status, string code)
    {
        Assert.Equal((HttpStatusCode)status, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var problem = await response.Content.ReadFromJsonAsync<Problem>(
            new JsonSerializerOptions(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower });
        Assert.NotNull(problem);
        Assert.Equal(status, problem.Status);
        Assert.EndsWith(":" + code, problem.Type, StringComparison.Ordinal);
        return problem;
    }
}
