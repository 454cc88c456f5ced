using System.Net;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>Signing in with an identity provider: a certified one in a process of its own.</summary>
public sealed class OpenIdTests(OpenIdDesk desk) : IClassFixture<OpenIdDesk>
{
    [Fact]
    public async Task The_first_sign_in_makes_the_person_and_the_next_one_takes_the_role_that_the_provider_gives_then()
    {
        var session = (await desk.SignInAsync("ann")).With(HttpStatusCode.Created);
        Assert.Equal(("ann", "Person ann", "operator"), Of(session));
        using (var ann = Bearer(session))
        {
            (await ann.GetAsync("/api/v1/windows")).With(HttpStatusCode.OK);
            Assert.Equal(("", "no_own_password"), (await ann.SendAsync("PUT", "/api/v1/sessions/current/password", """{"old_password":"x","new_password":"a long sentence of hers"}""")).OnlyError());
            Assert.Equal(HttpStatusCode.NoContent, (await ann.SendAsync("DELETE", "/api/v1/sessions/current")).Status);
            Assert.Equal(HttpStatusCode.Unauthorized, (await ann.GetAsync("/api/v1/windows")).Status);
        }

        desk.Provider.People["ann"]!["groups"] = new System.Text.Json.Nodes.JsonArray("desk-approvers");
        await desk.Provider.RestartAsync(newKey: true);
        var again = (await desk.SignInAsync("ann")).With(HttpStatusCode.Created);

        Assert.Equal(("ann", "Person ann", "approver"), Of(again));
        using var administrator = await Visitor.SignInAsync(desk.Host, "administrator", ProductionHost.Password);
        var records = (await administrator.GetAsync("/api/v1/activity?subject=ann")).With(HttpStatusCode.OK)["items"]!.AsArray();
        Assert.Equal(
            ["signIn by open_id", "changePerson role approver, by openid", "signOut ", "signIn by open_id", "addPerson role operator, by openid"],
            records.Where(record => (string?)record!["outcome"] == "done").Select(record => $"{(string)record!["action"]!} {(string)record["detail"]!}"));
        var ends = (await administrator.SendAsync("POST", "/api/v1/people/ann/sessions/end", """{"reason":"a laptop was lost"}""")).With(HttpStatusCode.OK);
        Assert.Equal(1, (int)ends["ended"]!);

        // One that nobody has used for long is no session any more, and would be one again with a longer Access:IdleMinutes.
        (await desk.SignInAsync("ann")).With(HttpStatusCode.Created);
        await desk.Day.ExecuteAsync("update sessions set last_seen_at = now() - interval '2 hours' where person_id = (select person_id from people where name = 'ann')");
        Assert.Empty((await administrator.GetAsync("/api/v1/people/ann/sessions")).With(HttpStatusCode.OK)["items"]!.AsArray());
        await administrator.SendAsync("POST", "/api/v1/people/ann/sessions/end", """{"reason":"a laptop was lost"}""");
        Assert.Equal(0, await desk.Day.QueryAsync<long>("select count(*) from sessions s join people p using (person_id) where p.name = 'ann' and s.ended_at is null"));
        using var ended = Bearer(again);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ended.GetAsync("/api/v1/windows")).Status);
    }

    [Fact]
    public async Task The_last_administrator_does_not_lose_the_role_by_what_the_provider_says_and_is_told_so()
    {
        (await desk.SignInAsync("carl")).With(HttpStatusCode.Created);
        await desk.Day.ExecuteAsync("update people set role = 'administrator' where name = 'carl'; update people set is_active = false where name = 'administrator'");
        try
        {
            Assert.Equal(("", "last_administrator"), (await desk.SignInAsync("carl")).OnlyError());
            Assert.Equal(1, await desk.Day.QueryAsync<long>("select count(*) from people where name = 'carl' and role = 'administrator'"));
            Assert.Equal(1, await desk.Day.QueryAsync<long>("select count(*) from activity where subject = 'carl' and outcome = 'refused' and detail like 'openid: LastAdministrator%'"));
        }
        finally
        {
            await desk.Day.ExecuteAsync("update people set is_active = true where name = 'administrator'");
        }

        Assert.Equal(("carl", "Person carl", "operator"), Of((await desk.SignInAsync("carl")).With(HttpStatusCode.Created)));
    }

    [Theory]
    [InlineData("eve", "no_role")]
    [InlineData("both", "no_role")]
    [InlineData("administrator", "name_taken")]
    public async Task Who_has_no_role_or_another_persons_name_is_not_let_in_and_gets_no_account(string person, string code)
    {
        Assert.Equal(("", code), (await desk.SignInAsync(person)).OnlyError());
        Assert.Equal(0, await desk.Day.QueryAsync<long>($"select count(*) from people where subject is not null and name = '{person}'"));
    }

    [Fact]
    public async Task What_came_back_is_good_once_and_for_the_browser_that_began()
    {
        var (browser, came) = await desk.ThroughProviderAsync("bob");
        var (state, code) = (came["state"]!, came["code"]!);

        Assert.Equal(("", "flow_unknown"), (await desk.CompleteAsync("another browser", state, code)).OnlyError());
        Assert.Equal(("", "flow_unknown"), (await desk.CompleteAsync(browser, "another state", code)).OnlyError());
        Assert.Equal(("bob", "Person bob", "approver"), Of((await desk.CompleteAsync(browser, state, code)).With(HttpStatusCode.Created)));
        Assert.Equal(("", "flow_unknown"), (await desk.CompleteAsync(browser, state, code)).OnlyError());
    }

    [Fact]
    public async Task A_code_of_another_sign_in_and_an_answer_of_another_issuer_are_refused()
    {
        var (_, stolen) = await desk.ThroughProviderAsync("bob");
        var (browser, came) = await desk.ThroughProviderAsync("bob");
        Assert.Equal(("", "token_refused"), (await desk.CompleteAsync(browser, came["state"]!, stolen["code"]!)).OnlyError());

        var (second, back) = await desk.ThroughProviderAsync("bob");
        Assert.Equal(("", "token_refused"), (await desk.CompleteAsync(second, back["state"]!, back["code"]!, "https://elsewhere.example")).OnlyError());
    }

    [Fact]
    public async Task The_sign_in_page_is_told_of_the_provider_and_of_where_to_sign_out_there()
    {
        using var visitor = new Visitor(desk.Host);
        var methods = (await visitor.GetAsync("/api/v1/sessions/methods")).With(HttpStatusCode.OK);

        Assert.Equal("the bank's login", (string?)methods["open_id"]!["name"]);
        Assert.StartsWith(desk.Provider.Issuer + "session/end?", (string?)methods["open_id"]!["sign_out_url"], StringComparison.Ordinal);
    }

    private static (string?, string?, string?) Of(System.Text.Json.Nodes.JsonNode session) =>
        ((string?)session["person"]!["name"], (string?)session["person"]!["display_name"], (string?)session["person"]!["role"]);

    private Visitor Bearer(System.Text.Json.Nodes.JsonNode session) => new(desk.Host, ("Authorization", "Bearer " + (string)session["token"]!));
}
