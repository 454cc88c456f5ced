using Microsoft.Extensions.Options;

namespace Settlement.Engine.Access;

/// <summary>The options with what was left open decided: fixed for the life of a host.</summary>
public sealed class AccessPolicy(IOptions<AccessOptions> options)
{
    public AccessOptions Options { get; } = options.Value;

    public AccessMode Mode { get; } = options.Value.Mode ?? (SaysProduction("DOTNET_ENVIRONMENT") || SaysProduction("ASPNETCORE_ENVIRONMENT")
        ? AccessMode.Production
        : AccessMode.Demo);

    public bool IsDemo => Mode == AccessMode.Demo;

    public bool HasOpenMetrics => Options.OpenMetrics ?? IsDemo;

    /// <summary>Only where it is said: a host without an environment is called "Production" by .NET, and would be one by accident.</summary>
    private static bool SaysProduction(string variable) =>
        string.Equals(Environment.GetEnvironmentVariable(variable), "Production", StringComparison.OrdinalIgnoreCase);
}
