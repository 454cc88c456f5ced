using System.Net;
using Settlement.Tests.EndToEnd;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>Demo mode: what works without a credential, and for whom it does not.</summary>
public sealed class DemoModeTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly RunningHost _host = shared.Host;

    public static TheoryData<string, string> ForeignHeaders() => new()
    {
        { "X-Forwarded-For", "203.0.113.7" },
        { "Forwarded", "for=203.0.113.7" },
        { "Origin", "https://example.org" },
        { "Origin", "null" },
        { "Sec-Fetch-Site", "cross-site" },
        { "Sec-Fetch-Site", "same-site" },
    };

    [Fact]
    public async Task A_request_without_a_credential_acts_as_the_demo_client()
    {
        var session = (await _host.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK);

        Assert.Equal(("demo-client", "demo_client"), ((string?)session["person"]!["name"], (string?)session["person"]!["kind"]));
        Assert.Equal(["read", "submit", "operate"], session["person"]!["scopes"]!.AsArray().Select(scope => (string)scope!));
        Assert.True((bool)session["is_demo"]!);
    }

    [Fact]
    public async Task The_demo_client_neither_approves_nor_gives_access() =>
        Assert.Equal(HttpStatusCode.Forbidden, (await _host.GetAsync("/api/v1/people")).Status);

    [Theory]
    [InlineData("viewer", "read")]
    [InlineData("operator", "read submit operate")]
    [InlineData("approver", "read approve")]
    [InlineData("administrator", "read submit operate approve administer")]
    public async Task Each_demo_person_has_the_scopes_of_the_role(string name, string scopes)
    {
        using var person = await Visitor.SignInAsync(_host, name);

        var session = (await person.GetAsync("/api/v1/sessions/current")).With(HttpStatusCode.OK);
        Assert.Equal(scopes.Split(' '), session["person"]!["scopes"]!.AsArray().Select(scope => (string)scope!));
    }

    [Theory]
    [MemberData(nameof(ForeignHeaders))]
    public async Task Nobody_else_is_the_demo_client_or_a_demo_person(string header, string value)
    {
        using var visitor = new Visitor(_host, (header, value));

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/v1/windows")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.PostAsync("/api/v1/sessions", Visitor.Credentials("operator", "demo-only"))).Status);
    }

    [Fact]
    public async Task A_page_of_this_very_host_is_served()
    {
        using var page = new Visitor(_host, ("Origin", _host.Address.GetLeftPart(UriPartial.Authority)), ("Sec-Fetch-Site", "same-origin"));

        (await page.GetAsync("/api/v1/windows")).With(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_bad_credential_is_not_mended_by_demo_mode()
    {
        using var visitor = new Visitor(_host, ("X-Api-Key", "sak_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"));

        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.GetAsync("/api/v1/windows")).Status);
    }

    [Fact]
    public async Task A_signed_in_person_is_the_operator_of_what_is_done()
    {
        using var person = await Visitor.SignInAsync(_host, "operator");
        const string Window = "t2-CHF-2026-11-26";
        (await person.PostAsync($"/api/v1/windows/{Window}/open", "{}")).With(HttpStatusCode.Accepted);
        await _host.UntilWindowAsync(Window, "open");

        var pretended = await person.PostAsync($"/api/v1/windows/{Window}/close", """{"operator":"j.doe","reason":"a test"}""");
        Assert.Equal(("operator", "not_the_caller"), pretended.OnlyError());

        var closed = (await person.PostAsync($"/api/v1/windows/{Window}/close", """{"reason":"a test"}""")).With(HttpStatusCode.Accepted);
        Assert.Equal("operator", (string?)closed["closed_by"]);
    }
}
