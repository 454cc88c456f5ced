using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.Kafka;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>Makes a Kafka topic the intake log. Call it before <see cref="IntakeRegistration.AddIntake"/>; needs <see cref="KafkaRegistration.AddKafka"/>.</summary>
public static class KafkaIntakeRegistration
{
    public static IServiceCollection AddKafkaIntake(this IServiceCollection services)
    {
        services.TryAddSingleton<IntakeStream>();
        services.TryAddSingleton<WindowCloseRegister>();
        services.TryAddSingleton<KafkaIntakeLog>();
        services.TryAddSingleton<IIdempotencyStore, PostgresIdempotencyStore>();
        services.TryAddSingleton<IIntakeLog>(provider => new IdempotentIntakeLog(
            provider.GetRequiredService<KafkaIntakeLog>(),
            provider.GetRequiredService<IIdempotencyStore>(),
            provider.GetRequiredService<IOptions<IntakeOptions>>().Value.RecentKeys,
            provider.GetRequiredService<SettlementMetrics>()));
        services.TryAddSingleton<IntakeMessageReader>();
        services.TryAddSingleton<IntakeIngest>();
        services.TryAddSingleton<DeadLetterDesk>();
        services.TryAddSingleton<IntakeConsumer>();
        services.TryAddSingleton(new IntakePartitioning(KafkaPositions.PartitionOf));
        return services;
    }
}
