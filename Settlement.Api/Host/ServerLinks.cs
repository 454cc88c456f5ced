using Settlement.Api.Health;
using Settlement.Engine.Intake.Kafka;
using Settlement.Engine.Intake.Redis;
using Settlement.Engine.Kafka;
using Settlement.Engine.Redis;

namespace Settlement.Api.Host;

/// <summary>Puts the servers that were asked for in the place of the database's own parts.</summary>
internal static class ServerLinks
{
    /// <summary>Goes before the parts themselves, which take what is registered already.</summary>
    internal static IServiceCollection AddServers(this IServiceCollection services, IConfiguration configuration, ServeOptions options)
    {
        if (options.Uses(ServerNames.Redis))
        {
            services.AddRedis(configuration);
            services.AddRedisIdempotency(overTopic: options.Uses(ServerNames.Kafka));
            services.AddSingleton<IHealthProbe, RedisProbe>();
        }

        if (options.Uses(ServerNames.Kafka))
        {
            services.AddKafka(configuration);
            services.AddKafkaIntake();
            services.AddSingleton<IHealthProbe, KafkaProbe>();
        }

        services.AddSingleton<DeadLetterArchive>();
        services.AddHostedService<IntakeLogAgreement>();
        return services;
    }
}
