using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Settlement.Engine.Etcd;

namespace Settlement.Engine.Leadership;

public static class LeadershipRegistration
{
    /// <summary>
    /// Who this process is, where leases are kept, and who holds them: every role, since an API process also writes to the consensus log and
    /// shows the engines.
    /// </summary>
    public static IServiceCollection AddLeadership(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LeadershipOptions>()
            .Bind(configuration.GetSection(LeadershipOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<EngineIdentity>();
        if (configuration.GetSection(LeadershipOptions.Section).GetValue<LeaseKeeping>(nameof(LeadershipOptions.Leases)) == LeaseKeeping.Etcd)
        {
            services.AddEtcd(configuration);
            services.AddSingleton<ILeases, EtcdLeases>();
        }
        else
        {
            services.AddSingleton<ILeases, PostgresLeases>();
        }

        services.AddSingleton<LeadershipReader>();
        return services;
    }

    /// <summary>
    /// Fences and the loop that keeps this engine's: the engine role, and before its drivers, because hosted services stop in the reverse
    /// order and a lease is given back after its driver has ended.
    /// </summary>
    public static IServiceCollection AddLeaseKeeper(this IServiceCollection services)
    {
        services.AddSingleton<FenceStore>();
        services.AddSingleton<EngineRegister>();
        services.AddSingleton<DutyBoard>();
        services.AddSingleton<LeadershipMetrics>();
        services.AddHostedService<LeaseKeeper>();
        return services;
    }
}
