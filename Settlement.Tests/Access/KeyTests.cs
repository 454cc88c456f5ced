using System.Net;
using System.Text.Json.Nodes;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>API keys: shown once, kept as a hash, limited to their scopes, revocable; and what people administer about one another.</summary>
public sealed class KeyTests(ProductionHost production) : IClassFixture<ProductionHost>
{
    private readonly RunningHost _host = production.Host;

    [Fact]
    public async Task A_key_does_what_its_scopes_say_until_it_is_revoked()
    {
        using var administrator = await production.SignInAsync("administrator");
        var made = await MakeAsync(administrator, "erp", "read", "submit");
        var (id, secret) = ((string)made["key"]!["key_id"]!, (string)made["secret"]!);
        using var program = new Visitor(_host, ("X-Api-Key", secret));
        using var bearer = new Visitor(_host, ("Authorization", "Bearer " + secret));

        (await program.PostAsync("/api/v1/transactions", new Transfer("by_key", Transfer.BankA, Transfer.BankB, 1).Body)).With(HttpStatusCode.Accepted);
        Assert.Equal(HttpStatusCode.OK, (await bearer.GetAsync("/metrics")).Status);
        Assert.Equal(("", "missing_scope"), (await program.PostAsync("/api/v1/windows/t0-EUR-2026-11-24/close", "{}")).OnlyError());

        var listed = (await administrator.GetAsync("/api/v1/keys")).With(HttpStatusCode.OK);
        Assert.DoesNotContain(secret, listed.ToJsonString(), StringComparison.Ordinal);
        Assert.NotNull((string?)listed["items"]!.AsArray().Single(key => (string?)key!["key_id"] == id)!["last_used_at"]);
        Assert.Equal(0, await production.Day.QueryAsync<long>($"select count(*) from api_keys where encode(hash, 'escape') like '%{secret[4..20]}%'"));

        (await administrator.SendAsync("PATCH", "/api/v1/keys/" + id, """{"revoked":true,"reason":"a test"}""")).With(HttpStatusCode.OK);
        Assert.Equal(("", "credential_not_good"), (await program.GetAsync("/api/v1/windows")).OnlyError());
    }

    [Theory]
    [InlineData("approve", "unknown_scope")]
    [InlineData("everything", "unknown_scope")]
    public async Task A_key_never_approves(string scope, string code)
    {
        using var administrator = await production.SignInAsync("administrator");

        var answer = await administrator.PostAsync("/api/v1/keys", $$"""{"name":"k-{{scope}}","scopes":["{{scope}}"],"reason":"a test"}""");

        Assert.Equal(("scopes", code), answer.OnlyError());
    }

    [Fact]
    public async Task A_key_cannot_make_another_that_may_more()
    {
        using var administrator = await production.SignInAsync("administrator");
        var made = await MakeAsync(administrator, "provisioning", "administer", "read");
        using var program = new Visitor(_host, ("X-Api-Key", (string)made["secret"]!));

        var answer = await program.PostAsync("/api/v1/keys", """{"name":"greedy","scopes":["operate"],"reason":"a test"}""");

        Assert.Equal(("scopes", "beyond_own"), answer.OnlyError());
    }

    [Fact]
    public async Task Nobody_is_left_without_an_administrator_and_nobody_changes_the_own_role_or_sets_the_own_password()
    {
        using var administrator = await production.SignInAsync("administrator");
        var made = await MakeAsync(administrator, "people", "administer");
        using var program = new Visitor(_host, ("X-Api-Key", (string)made["secret"]!));

        var own = await administrator.SendAsync("PATCH", "/api/v1/people/administrator", """{"role":"viewer","reason":"a test"}""");
        Assert.Equal(("role", "own_account"), own.OnlyError());
        var password = await administrator.SendAsync("PATCH", "/api/v1/people/administrator", """{"password":"another long sentence","reason":"a test"}""");
        Assert.Equal(("password", "own_account"), password.OnlyError());
        Assert.Contains("/api/v1/sessions/current/password", (string?)password.Json["errors"]![0]!["message"], StringComparison.Ordinal);
        (await administrator.GetAsync("/api/v1/people/administrator/sessions")).With(HttpStatusCode.OK);
        var last = await program.SendAsync("PATCH", "/api/v1/people/administrator", """{"is_active":false,"reason":"a test"}""");
        Assert.Equal((HttpStatusCode.Conflict, ("", "last_administrator")), (last.Status, last.OnlyError()));
    }

    [Theory]
    [InlineData("""{"name":"Upper Case","role":"viewer","password":"correct horse battery","reason":"r"}""", "name", "invalid_name")]
    [InlineData("""{"name":"new.one","role":"king","password":"correct horse battery","reason":"r"}""", "role", "unknown_role")]
    [InlineData("""{"name":"new.one","role":"viewer","password":"short","reason":"r"}""", "password", "weak_password")]
    [InlineData("""{"name":"new.one","role":"viewer","password":"correct horse battery"}""", "reason", "required")]
    public async Task An_account_that_cannot_be_names_the_field(string body, string field, string code)
    {
        using var administrator = await production.SignInAsync("administrator");

        Assert.Equal((field, code), (await administrator.PostAsync("/api/v1/people", body)).OnlyError());
    }

    [Fact]
    public async Task Activity_is_found_by_actor_action_and_outcome_page_by_page()
    {
        using var viewer = await production.SignInAsync("viewer");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal(HttpStatusCode.Forbidden, (await viewer.PostAsync($"/api/v1/windows/w{i}/close", "{}")).Status);
        }

        var first = (await viewer.GetAsync("/api/v1/activity?actor=viewer&action=closeWindow&outcome=refused&limit=2")).With(HttpStatusCode.OK);
        Assert.Equal(["w2", "w1"], first["items"]!.AsArray().Select(entry => (string)entry!["subject"]!));
        var second = (await viewer.GetAsync($"/api/v1/activity?actor=viewer&action=closeWindow&outcome=refused&limit=2&cursor={(string)first["next_cursor"]!}")).Json;
        Assert.Equal(["w0"], second["items"]!.AsArray().Select(entry => (string)entry!["subject"]!));
        Assert.Equal("missing scope operate", (string?)second["items"]![0]!["detail"]);
    }

    private static async Task<JsonNode> MakeAsync(Visitor administrator, string name, params string[] scopes) => (await administrator.PostAsync(
        "/api/v1/keys", new JsonObject { ["name"] = name, ["scopes"] = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))]), ["reason"] = "a test" }.ToJsonString()))
        .With(HttpStatusCode.Created);
}
