using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.Engine.Actions;
using Xunit;

namespace Settlement.Tests.Actions;

/// <summary>A threshold that would have no effect keeps the host from starting, with its name.</summary>
public sealed class ActionOptionsTests
{
    [Theory]
    [InlineData("EUR", "1000000")]
    [InlineData("jpy", "0")]
    public void These_are_taken(string currency, string threshold) => Assert.Single(Read(currency, threshold).FourEyes);

    [Theory]
    [InlineData("EURO", "1000000", "Actions:FourEyes:EURO must be an active ISO 4217 code")]
    [InlineData("EUR", "-1", "Actions:FourEyes:EUR must be from 0")]
    [InlineData("EUR", "1e16", "Actions:FourEyes:EUR must be from 0")]
    public void These_are_refused_by_name(string currency, string threshold, string message) =>
        Assert.Contains(message, Assert.Throws<OptionsValidationException>(() => Read(currency, threshold)).Message, StringComparison.Ordinal);

    private static ActionOptions Read(string currency, string threshold)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection([new("Actions:FourEyes:" + currency, threshold)]).Build());
        return services.AddOperatorActions().BuildServiceProvider().GetRequiredService<IOptions<ActionOptions>>().Value;
    }
}
