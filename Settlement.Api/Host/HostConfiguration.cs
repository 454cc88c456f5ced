namespace Settlement.Api.Host;

/// <summary>Where settings come from outside the command line: environment variables such as <c>SETTLEMENT_Database__ConnectionString</c>.</summary>
internal static class HostConfiguration
{
    internal const string EnvironmentPrefix = "SETTLEMENT_";

    internal static IConfiguration Read() => new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build();
}
