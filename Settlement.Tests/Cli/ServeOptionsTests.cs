using Microsoft.Extensions.Configuration;
using Settlement.Api.Cli;
using Settlement.Api.Host;
using Xunit;

namespace Settlement.Tests.Cli;

public sealed class ServeOptionsTests
{
    [Fact]
    public void Unset_options_are_loopback_every_role_and_port_8000()
    {
        var options = Read("", "");

        Assert.Equal(8_000, options.Port);
        Assert.True(options.IsLoopback);
        Assert.Equal(HostRoles.All, options.Roles);
        Assert.Null(options.Data);
    }

    [Fact]
    public void Command_line_overrules_the_configuration()
    {
        var options = Read("port=9001;roles=engine", "Host:Port=9000;Host:Roles=api,console;Host:Listen=0.0.0.0");

        Assert.Equal(9_001, options.Port);
        Assert.Equal(HostRoles.Engine, options.Roles);
        Assert.False(options.IsLoopback);
    }

    [Theory]
    [InlineData("Host:Roles", "api,engin")]
    [InlineData("Host:Roles", "3")]
    [InlineData("Host:Listen", "example.org")]
    [InlineData("Host:Port", "65536")]
    public void Configured_value_that_cannot_be_used_is_named(string key, string value)
    {
        var error = Assert.Throws<UserErrorException>(() => Read("", $"{key}={value}"));

        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }

    private static ServeOptions Read(string typed, string configured)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(Pairs(configured).Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        return ServeOptions.From(new CommandInput(new Dictionary<string, string>(Pairs(typed), StringComparer.Ordinal), null), configuration.Build());
    }

    private static IEnumerable<KeyValuePair<string, string>> Pairs(string text) =>
        text.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).Select(pair => KeyValuePair.Create(pair[0], pair[1]));
}
