using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Settlement.Engine.Etcd;
using Settlement.Engine.Leadership;

namespace Settlement.Engine.Matching;

/// <summary>
/// Registers matching, its log in PostgreSQL or etcd. Needs the database's two data sources and an <see cref="IQuarantine"/>.
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
        services.TryAddSingleton<EngineIdentity>();
        if (configuration.GetSection(MatchingOptions.Section).GetValue<ConsensusLogChoice>(nameof(MatchingOptions.Log)) == ConsensusLogChoice.Etcd)
        {
            services.AddEtcd(configuration);
            services.TryAddSingleton<IConsensusLog, EtcdConsensusLog>();
            services.TryAddSingleton<EtcdDecisionAudit>();
        }
        else
        {
            services.TryAddSingleton<IConsensusLog, PostgresConsensusLog>();
        }

        services.TryAddSingleton<IPartyView, PostgresPartyView>();
        services.TryAddSingleton<PartyKeyRegister>();
        services.TryAddSingleton(provider => new PartyKeyFolder(KeyFolder(provider.GetRequiredService<IOptions<MatchingOptions>>().Value, configuration)));
        services.TryAddSingleton<IPartyDirectory, HostedParties>();
        services.TryAddSingleton<VoteEvidenceStore>();
        services.TryAddSingleton<PartyPoll>();
        services.TryAddSingleton<CertificateReader>();
        services.TryAddSingleton<VoteBox>();
        services.TryAddSingleton<IMatchingStage, MatchingStage>();
        return services;
    }

    private static string KeyFolder(MatchingOptions options, IConfiguration configuration) =>
        string.IsNullOrWhiteSpace(options.KeyFolder)
            ? Path.Combine(configuration["Database:DataFolder"] ?? ".data", "keys")
            : options.KeyFolder;
}
