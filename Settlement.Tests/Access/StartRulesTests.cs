using Microsoft.Extensions.Configuration;
using Settlement.Api.Access;
using Settlement.Api.Cli;
using Settlement.Api.Host;
using Settlement.Engine.Access;
using Settlement.Tests.EndToEnd;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>What a host refuses to start with, and what it says.</summary>
public sealed class StartRulesTests(PostgresServer server)
{
    [Fact]
    public void Demo_mode_listens_on_loopback_only()
    {
        Check("localhost", "Access:Mode=demo");
        Check("127.0.0.1", "");
        Assert.Contains("demo mode does not listen on 0.0.0.0", Refusal("0.0.0.0", "Access:Mode=demo"), StringComparison.Ordinal);
    }

    [Fact]
    public void Production_mode_listens_beyond_loopback_with_tls_only()
    {
        Check("localhost", "Access:Mode=production");
        Check("0.0.0.0", "Access:Mode=production;Access:TlsEndedByProxy=true");
        Check("0.0.0.0", "Access:Mode=production", "cert.pem");
        Assert.Contains("without TLS", Refusal("0.0.0.0", "Access:Mode=production"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgres")]
    [InlineData("Change-Me")]
    public void Production_mode_refuses_a_default_secret(string password)
    {
        var database = $"Database:ConnectionString=Host=db,Username=settlement,Password={password}";

        Check("localhost", "Access:Mode=demo;" + database);
        Assert.Contains("default secret", Refusal("localhost", "Access:Mode=production;" + database), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Production_mode_refuses_demo_people_until_it_may_disable_them()
    {
        await using var day = await SettlementDay.BeginAsync(server);
        await using (await day.StartHostAsync())
        {
        }

        var refused = await Assert.ThrowsAsync<AccessRefusedException>(() => day.StartHostAsync(ProductionHost.Settings));
        Assert.Contains("demo people", refused.Message, StringComparison.Ordinal);

        await using var cleaned = await day.StartHostAsync(
            ("Access:Mode", "production"), ("Access:RemoveDemoPeople", "true"), ("Access:Administrator:Name", "root"), ("Access:Administrator:Password", ProductionHost.Password));
        using var stranger = new Visitor(cleaned);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, (await stranger.PostAsync("/api/v1/sessions", Visitor.Credentials("operator", "demo-only"))).Status);
        using var administrator = await Visitor.SignInAsync(cleaned, "root", ProductionHost.Password);
    }

    [Theory]
    [InlineData("", "somebody who can sign in")]
    [InlineData("Access:Administrator:Name=root;Access:Administrator:Password=demo-only", "Password cannot be used")]
    [InlineData("Access:Administrator:Name=root;Access:Administrator:Password=aaaaaaaaaaaaaa", "Password cannot be used")]
    [InlineData("Access:Administrator:Name=The Root;Access:Administrator:Password=correct horse battery", "Name cannot be used")]
    public async Task Production_mode_needs_somebody_who_can_sign_in(string settings, string message)
    {
        await using var day = await SettlementDay.BeginAsync(server);
        (string, string)[] all = [("Access:Mode", "production"), .. Pairs(settings)];

        var refused = await Assert.ThrowsAsync<AccessRefusedException>(() => day.StartHostAsync(all));

        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static string Refusal(string listen, string settings) => Assert.Throws<UserErrorException>(() => Check(listen, settings)).Message;

    private static void Check(string listen, string settings, string? certificate = null) => StartRules.Check(
        new ServeOptions { Listen = listen, Certificate = certificate },
        new ConfigurationBuilder().AddInMemoryCollection(Pairs(settings).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value.Replace(',', ';')))).Build());

    private static IEnumerable<(string Key, string Value)> Pairs(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], pair[1]));
}
