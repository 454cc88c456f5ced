using System.Net;
using Settlement.Api.Host;
using Settlement.Engine.Access;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>Signing in and out, lock-out, and how a session ends.</summary>
public sealed class SessionTests(ProductionHost production, PostgresServer server) : IClassFixture<ProductionHost>
{
    private readonly RunningHost _host = production.Host;

    [Fact]
    public async Task A_session_says_who_one_is_and_ends_when_one_signs_out()
    {
        using var person = await production.SignInAsync("operator");

        var session = (await person.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK);
        Assert.Equal(("operator", "operator", "person"), ((string?)session["person"]!["name"], (string?)session["person"]!["role"], (string?)session["person"]!["kind"]));
        Assert.Equal(["read", "submit", "operate"], session["person"]!["scopes"]!.AsArray().Select(scope => (string)scope!));
        Assert.Null((string?)session["token"]);
        Assert.NotNull((string?)session["expires_at"]);

        Assert.Equal(HttpStatusCode.NoContent, (await person.SendAsync("DELETE", "/api/v1/sessions/current")).Status);
        var after = await person.GetAsync("/api/v1/sessions/current");
        Assert.Equal(HttpStatusCode.Unauthorized, after.Status);
        Assert.Equal(("", "credential_not_good"), after.OnlyError());
    }

    [Fact]
    public async Task A_refused_sign_in_does_not_say_whether_the_name_exists()
    {
        using var stranger = new Visitor(_host);

        var wrong = await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("viewer", "not the password"));
        var unknown = await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("nobody", "not the password"));

        Assert.Equal((HttpStatusCode.Unauthorized, ("", "sign_in_refused")), (wrong.Status, wrong.OnlyError()));
        Assert.Equal(wrong, unknown);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_until_an_administrator_unlocks_it()
    {
        using var administrator = await production.SignInAsync("administrator");
        await AddAsync(administrator, "locked.out");
        using var stranger = new Visitor(_host);
        var right = Visitor.Credentials("locked.out", ProductionHost.Password);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("locked.out", $"wrong {i}"))).Status);
        }

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync("/api/v1/sessions", right)).Status);

        (await administrator.SendAsync("PATCH", "/api/v1/people/locked.out", """{"unlock":true,"reason":"it was she"}""")).With(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Created, (await stranger.PostAsync("/api/v1/sessions", right)).Status);
    }

    [Fact]
    public async Task Four_wrong_passwords_are_forgotten_when_the_right_one_comes()
    {
        using var administrator = await production.SignInAsync("administrator");
        await AddAsync(administrator, "clumsy");
        using var stranger = new Visitor(_host);
        for (var round = 0; round < 2; round++)
        {
            for (var i = 0; i < 4; i++)
            {
                await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("clumsy", "wrong"));
            }

            (await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("clumsy", ProductionHost.Password))).With(HttpStatusCode.Created);
        }
    }

    [Fact]
    public async Task A_person_who_is_let_out_loses_the_session_at_once()
    {
        using var administrator = await production.SignInAsync("administrator");
        await AddAsync(administrator, "leaver");
        using var leaver = await production.SignInAsync("leaver");
        (await leaver.GetAsync("/api/v1/windows")).With(HttpStatusCode.OK);

        (await administrator.SendAsync("PATCH", "/api/v1/people/leaver", """{"is_active":false,"reason":"has left"}""")).With(HttpStatusCode.OK);

        Assert.Equal(HttpStatusCode.Unauthorized, (await leaver.GetAsync("/api/v1/windows")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Visitor(_host).PostAsync("/api/v1/sessions", Visitor.Credentials("leaver", ProductionHost.Password))).Status);
    }

    [Fact]
    public async Task A_session_expires_by_the_clock_also_while_it_is_in_memory()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartHostAsync([.. ProductionHost.Settings, ("Access:SessionHours", "2"), ("Access:CacheSeconds", "60")]);
        using var person = await Visitor.SignInAsync(host, "administrator", ProductionHost.Password);
        (await person.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK);

        day.Clock.Leap(TimeSpan.FromHours(2));

        Assert.Equal(HttpStatusCode.Unauthorized, (await person.GetAsync("/api/v1/sessions/current")).Status);
    }

    [Fact]
    public async Task A_session_that_nobody_uses_ends_and_a_page_that_refreshes_itself_is_no_use()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using var host = await day.StartAsync(HostRoles.Api, [.. ProductionHost.Settings, ("Access:IdleMinutes", "20"), ("Access:CacheSeconds", "0")]);
        using var used = await Visitor.SignInAsync(host, "administrator", ProductionHost.Password);
        var token = (string)(await new Visitor(host).PostAsync("/api/v1/sessions", Visitor.Credentials("administrator", ProductionHost.Password))).With(HttpStatusCode.Created)["token"]!;
        using var shown = new Visitor(host, ("Authorization", "Bearer " + token), ("X-Unattended", "1"));
        foreach (var minutes in (int[])[15, 4])
        {
            day.Clock.Leap(TimeSpan.FromMinutes(minutes));
            (await used.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK);
            (await shown.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK);
        }

        Assert.Equal(2, (await used.GetAsync("/api/v1/people/administrator/sessions")).With(HttpStatusCode.OK)["items"]!.AsArray().Count);
        day.Clock.Leap(TimeSpan.FromMinutes(2));

        (await used.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await shown.GetAsync("/api/v1/sessions/current")).Status);
        Assert.Single((await used.GetAsync("/api/v1/people/administrator/sessions")).With(HttpStatusCode.OK)["items"]!.AsArray());
    }

    [Fact]
    public async Task One_changes_ones_own_password_with_the_old_one_and_ones_other_sessions_end()
    {
        using var administrator = await production.SignInAsync("administrator");
        await AddAsync(administrator, "changer");
        using var other = await production.SignInAsync("changer");
        using var person = await production.SignInAsync("changer");

        Assert.Equal(("old_password", "wrong_password"), (await ChangeAsync(person, "not the password", "another sentence of hers")).OnlyError());
        Assert.Equal(("new_password", "weak_password"), (await ChangeAsync(person, ProductionHost.Password, "short")).OnlyError());
        Assert.Equal(("new_password", "weak_password"), (await ChangeAsync(person, ProductionHost.Password, "the changer is me")).OnlyError());
        Assert.Equal(("new_password", "same_password"), (await ChangeAsync(person, ProductionHost.Password, ProductionHost.Password)).OnlyError());
        Assert.Equal(1, (int)(await ChangeAsync(person, ProductionHost.Password, "another sentence of hers")).With(HttpStatusCode.OK)["ended"]!);

        (await person.GetAsync("/api/v1/windows")).With(HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/windows")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new Visitor(_host).PostAsync("/api/v1/sessions", Visitor.Credentials("changer", ProductionHost.Password))).Status);
        using var again = await Visitor.SignInAsync(_host, "changer", "another sentence of hers");
        var records = (await person.GetAsync("/api/v1/activity?actor=changer&action=changeOwnPassword")).With(HttpStatusCode.OK)["items"]!.AsArray();
        Assert.Equal(["done: 1 other sessions ended", "refused: wrong old password"], records.Select(record => $"{(string)record!["outcome"]!}: {(string)record["detail"]!}"));
    }

    [Fact]
    public async Task Who_found_an_open_session_cannot_try_passwords_out_in_it()
    {
        using var administrator = await production.SignInAsync("administrator");
        await AddAsync(administrator, "found");
        using var person = await production.SignInAsync("found");
        for (var i = 0; i < 5; i++)
        {
            await ChangeAsync(person, $"wrong {i}", "another sentence of hers");
        }

        Assert.Equal(("old_password", "wrong_password"), (await ChangeAsync(person, ProductionHost.Password, "another sentence of hers")).OnlyError());
    }

    [Theory]
    [InlineData("Passw0rd!2026")]
    [InlineData("settlement-2026")]
    [InlineData("qwertyuiop123")]
    [InlineData("2026-11-24 1730")]
    [InlineData("aabbaabbaabb")]
    public void A_password_that_guessers_try_first_is_refused(string password) => Assert.NotNull(Passwords.Objection(password, "j.doe"));

    [Fact]
    public async Task A_session_outlives_a_restart_and_serves_on_every_host()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        string token;
        await using (var first = await day.StartHostAsync(ProductionHost.Settings))
        {
            using var stranger = new Visitor(first);
            token = (string)(await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("administrator", ProductionHost.Password))).With(HttpStatusCode.Created)["token"]!;
        }

        await using var second = await day.StartHostAsync(ProductionHost.Settings);
        using var person = new Visitor(second, ("Authorization", "Bearer " + token));
        (await person.GetAsync("/api/v1/people")).With(HttpStatusCode.OK);
        Assert.Equal(0, await day.QueryAsync<long>($"select count(*) from sessions where encode(token_hash, 'escape') like '%{token[4..]}%'"));
    }

    [Theory]
    [InlineData("Authorization", "Basic b3BlcmF0b3I6ZGVtby1vbmx5")]
    [InlineData("Authorization", "Bearer ")]
    [InlineData("Authorization", "Bearer sst_short")]
    [InlineData("Authorization", "Bearer sst_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("X-Api-Key", "sak_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("X-Api-Key", "' or 1=1 --")]
    public async Task A_credential_that_is_none_is_refused(string header, string value)
    {
        using var visitor = new Visitor(_host, (header, value));

        Assert.Equal(("", "credential_not_good"), (await visitor.GetAsync("/api/v1/windows")).OnlyError());
    }

    private static Task<Answer> ChangeAsync(Visitor person, string old, string fresh) => person.SendAsync(
        "PUT", "/api/v1/sessions/current/password", new System.Text.Json.Nodes.JsonObject { ["old_password"] = old, ["new_password"] = fresh }.ToJsonString());

    private static async Task AddAsync(Visitor administrator, string name) => (await administrator.PostAsync(
        "/api/v1/people", $$"""{"name":"{{name}}","role":"operator","password":"{{ProductionHost.Password}}","reason":"a test needs one"}""")).With(HttpStatusCode.Created);
}
