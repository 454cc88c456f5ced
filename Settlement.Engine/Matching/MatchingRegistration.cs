using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Matching;

/// <summary>
/// Registers matching on PostgreSQL. Needs the database's two data sources and an <see cref="IQuarantine"/>.
/// </summary>
public static class MatchingRegistration
{
    public static IServiceCollection AddMatching(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<MatchingOptions>()
            .Bind(configuration.GetSection(MatchingOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IConsensusLog, PostgresConsensusLog>();
        services.TryAddSingleton<IPartyView, PostgresPartyView>();
        services.TryAddSingleton<PartyKeyRegister>();
        services.TryAddSingleton(provider => new PartyKeyFolder(KeyFolder(provider.GetRequiredService<IOptions<MatchingOptions>>().Value, configuration)));
        services.TryAddSingleton<IPartyDirectory, HostedParties>();
        services.TryAddSingleton<VoteEvidenceStore>();
        services.TryAddSingleton<PartyPoll>();
        services.TryAddSingleton<VoteBox>();
        services.TryAddSingleton<IMatchingStage, MatchingStage>();
        return services;
    }

    private static string KeyFolder(MatchingOptions options, IConfiguration configuration) =>
        string.IsNullOrWhiteSpace(options.KeyFolder)
            ? Path.Combine(configuration["Database:DataFolder"] ?? ".data", "keys")
            : options.KeyFolder;
}
