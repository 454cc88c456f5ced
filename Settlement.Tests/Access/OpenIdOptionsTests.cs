using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.Engine.Access.OpenId;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>A provider that is set up wrongly keeps the host from starting, with the setting's name.</summary>
public sealed class OpenIdOptionsTests
{
    private const string Good =
        "Authority=https://login.example;ClientId=settlement;RedirectUri=https://console.example/session/openid/return;Roles:ops=operator";

    [Theory]
    [InlineData(Good)]
    [InlineData("")]
    [InlineData("Authority=http://127.0.0.1:9;ClientId=settlement;RedirectUri=http://localhost:8000/session/openid/return;Roles:ops=viewer")]
    public void These_are_taken(string settings) => Assert.NotNull(Read(settings));

    [Theory]
    [InlineData("ClientId=settlement", "Authority")]
    [InlineData(Good + ";Authority=http://login.example", "Authority must be an https address")]
    [InlineData(Good + ";RedirectUri=http://console.example/session/openid/return", "RedirectUri must be an https address")]
    [InlineData(Good + ";RedirectUri=/session/openid/return", "RedirectUri")]
    [InlineData(Good + ";RedirectUri=https://console.example/", "RedirectUri must be the console's address with the path /session/openid/return")]
    [InlineData(Good + ";RedirectUri=https://console.example/session/openid/return?then=/", "RedirectUri must be the console's address")]
    [InlineData(Good + ";ClientId=", "ClientId")]
    [InlineData(Good + ";Scopes=a  b", "Scopes")]
    [InlineData(Good + ";ClockSkewSeconds=3600", "ClockSkewSeconds")]
    [InlineData("Authority=https://login.example;ClientId=s;RedirectUri=https://console.example/r", "Roles")]
    public void These_are_refused_by_name(string settings, string named)
    {
        var refused = Assert.Throws<OptionsValidationException>(() => Read(settings));

        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
    }

    private static OpenIdOptions Read(string settings)
    {
        var pairs = settings.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2))
            .GroupBy(pair => pair[0]).Select(pair => KeyValuePair.Create("Access:OpenId:" + pair.Key, (string?)pair.Last()[1]));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build());
        return services.AddOpenId().BuildServiceProvider().GetRequiredService<IOptions<OpenIdOptions>>().Value;
    }
}
