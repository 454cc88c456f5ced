using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Api.Ledger;
using Settlement.Engine.Database;
using Settlement.Engine.Ledger;
using Settlement.Engine.Reference;
using Settlement.Tests.Http;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Ledger;

public sealed class LedgerEndpointTests(PostgresServer server)
{
    private const string Funding = """{"currency":"EUR","amount":"1000.50","reference":"open","reason":"day's opening balance"}""";

    private static CancellationToken Stopped => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Funding_is_posted_once_and_answers_the_same_again()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await StartAsync(database);

        var (created, first) = await PostAsync(host, "bank_a", Funding);
        var (again, second) = await PostAsync(host, "bank_a", Funding);

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (created, again));
        Assert.Equal(
            """{"participant":"bank_a","currency":"EUR","amount":"1000.50","reference":"open","status":"posted","ledger_entry":1}""", first.ToJsonString());
        Assert.Equal("deduped", (string?)second["status"]);
        var entry = (await GetAsync(host, "/api/v1/ledger/entries"))["items"]!.AsArray().Single()!;
        Assert.Equal("day's opening balance", (string?)entry["reason"]);
        Assert.Equal("-1000.50", (string?)entry["postings"]![0]!["amount"]);
    }

    [Theory]
    [InlineData("""{"currency":"EUR","amount":-1000.51,"reference":"back","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "insufficient_balance")]
    [InlineData("""{"currency":"EUR","amount":1,"reference":"open","reason":"r"}""", HttpStatusCode.Conflict, "reference_reused")]
    [InlineData("""{"currency":"EUR","amount":0,"reference":"x","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "zero_amount")]
    [InlineData("""{"currency":"JPY","amount":1.5,"reference":"x","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "too_many_decimals")]
    [InlineData("""{"currency":"EUR","amount":"\ud800","reference":"x","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "not_a_number")]
    [InlineData("""{"currency":"EUR","amount":99999999999999999999,"reference":"x","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "amount_out_of_range")]
    [InlineData("""{"currency":"XXX","amount":1,"reference":"x","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "unknown_currency")]
    [InlineData("""{"currency":"EUR","amount":1,"reference":" ","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "required")]
    [InlineData("""{"currency":"EUR","amount":1,"reference":"a\u0000b","reason":"r"}""", HttpStatusCode.UnprocessableEntity, "invalid_characters")]
    public async Task A_funding_that_breaks_a_rule_is_refused_with_its_code(string body, HttpStatusCode status, string code)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await StartAsync(database);
        await PostAsync(host, "bank_a", Funding);

        var (answer, problem) = await PostAsync(host, "bank_a", body);

        Assert.Equal(status, answer);
        Assert.Equal(code, (string?)problem["errors"]![0]!["code"]);
    }

    [Fact]
    public async Task An_unknown_participant_cannot_be_funded()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await StartAsync(database);

        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync(host, "nobody", Funding)).Status);
    }

    [Fact]
    public async Task Balances_blocks_and_verification_tell_one_story()
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await StartAsync(database);
        await PostAsync(host, "bank_a", Funding);
        await PostAsync(host, "bank_a", """{"currency":"EUR","amount":-0.50,"reference":"back","reason":"r"}""");

        var now = await GetAsync(host, "/api/v1/ledger/balances?participant=bank_a");
        Assert.Equal("""[{"account":"settlement:bank_a","participant":"bank_a","currency":"EUR","balance":"1000.00"}]""", now["items"]!.ToJsonString());
        var then = await GetAsync(host, "/api/v1/ledger/balances?participant=bank_a&position=1");
        Assert.Equal("1000.50", (string?)then["items"]![0]!["balance"]);
        Assert.Empty((await GetAsync(host, "/api/v1/ledger/balances?as_of=2020-01-01T00:00:00Z"))["items"]!.AsArray());

        var blocks = await GetAsync(host, "/api/v1/ledger/blocks?limit=1");
        var older = await GetAsync(host, $"/api/v1/ledger/blocks?limit=1&cursor={blocks["next_cursor"]}");
        Assert.Equal((2, 1), ((int)blocks["items"]![0]!["block"]!, (int)older["items"]![0]!["block"]!));
        var verdict = await GetAsync(host, "/api/v1/ledger/verify");
        Assert.Equal((true, 2L, (string?)blocks["items"]![0]!["hash"]), ((bool)verdict["ok"]!, (long)verdict["entries"]!, (string?)verdict["head"]));
    }

    [Theory]
    [InlineData("/api/v1/ledger/entries?order=up", "order")]
    [InlineData("/api/v1/ledger/entries?cursor=abc", "cursor")]
    [InlineData("/api/v1/ledger/entries?account=%00", "account")]
    [InlineData("/api/v1/ledger/balances?as_of=soon", "as_of")]
    [InlineData("/api/v1/ledger/balances?position=-1", "position")]
    [InlineData("/api/v1/ledger/verify?as_of=x", "as_of")]
    public async Task A_query_that_cannot_be_read_names_its_field(string address, string field)
    {
        await using var database = await server.CreateDatabaseAsync();
        await using var host = await StartAsync(database);

        using var answer = await host.Client.GetAsync(new Uri(address, UriKind.Relative), Stopped);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        var problem = await answer.Content.ReadFromJsonAsync<JsonObject>(Stopped);
        Assert.Equal(field, (string?)problem!["errors"]![0]!["field"]);
    }

    private static Task<TestHost> StartAsync(TestDatabase database) => TestHost.StartAsync(
        routes => routes.MapLedger(),
        services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build())
            .AddDatabase(database.Database).AddLedger().AddSingleton<IReferenceData>(new OneParticipant()));

    private static async Task<(HttpStatusCode Status, JsonObject Body)> PostAsync(TestHost host, string participant, string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await host.Client.PostAsync(new Uri($"/api/v1/participants/{participant}/funding", UriKind.Relative), content, Stopped);
        return (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonObject>(Stopped))!);
    }

    private static async Task<JsonObject> GetAsync(TestHost host, string address) =>
        (await host.Client.GetFromJsonAsync<JsonObject>(new Uri(address, UriKind.Relative), Stopped))!;
}
