namespace Settlement.Api.Host;

/// <summary>Where settings come from outside the command line: environment variables such as <c>SETTLEMENT_Database__ConnectionString</c>.</summary>
internal static class HostConfiguration
{
    internal const string EnvironmentPrefix = "SETTLEMENT_";

    internal static IConfiguration Read() => new ConfigurationBuilder().AddEnvironmentVariables(EnvironmentPrefix).Build();

    /// <summary>The environment, overruled by the command line's data folder and by <paramref name="settings"/>.</summary>
    internal static IConfigurationBuilder AddSettlement(
        this IConfigurationBuilder builder, ServeOptions options, IEnumerable<KeyValuePair<string, string?>>? settings) => builder
        .AddEnvironmentVariables(EnvironmentPrefix)
        .AddInMemoryCollection(options.Data is null ? [] : [KeyValuePair.Create("Database:DataFolder", (string?)options.Data)])
        .AddInMemoryCollection(settings ?? []);
}
