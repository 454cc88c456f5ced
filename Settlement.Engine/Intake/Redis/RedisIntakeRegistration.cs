using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.Metrics;
using Settlement.Engine.Redis;

namespace Settlement.Engine.Intake.Redis;

/// <summary>
/// Puts Redis in front of the intake log's idempotency keys. Call it before <see cref="Kafka.KafkaIntakeRegistration.AddKafkaIntake"/> and
/// <see cref="IntakeRegistration.AddIntake"/>; needs <see cref="RedisRegistration.AddRedis"/>.
/// </summary>
public static class RedisIntakeRegistration
{
    /// <param name="overTopic">Whether the log is a topic, which cannot know repetitions itself: then the table of claims stands behind Redis.</param>
    public static IServiceCollection AddRedisIdempotency(this IServiceCollection services, bool overTopic)
    {
        if (overTopic)
        {
            services.TryAddSingleton<PostgresIdempotencyStore>();
            services.TryAddSingleton<IIdempotencyStore>(provider => new RedisIdempotencyStore(
                provider.GetRequiredService<RedisServer>(), provider.GetRequiredService<PostgresIdempotencyStore>()));
            return services;
        }

        services.TryAddSingleton<IIdempotencyStore>(provider => new RedisIdempotencyStore(provider.GetRequiredService<RedisServer>()));
        services.TryAddSingleton<IIntakeLog>(provider => new IdempotentIntakeLog(
            provider.GetRequiredService<IOrderedIntakeLog>(),
            provider.GetRequiredService<IIdempotencyStore>(),
            provider.GetRequiredService<IOptions<IntakeOptions>>().Value.RecentKeys,
            provider.GetRequiredService<SettlementMetrics>()));
        return services;
    }
}
