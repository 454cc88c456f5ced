using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Intake;

/// <summary>
/// Registers <see cref="IIntakeLog"/> and <see cref="PaymentReader"/>. Needs the database's hot data source and <see cref="IPaymentDirectory"/>;
/// <see cref="IWindowResolver"/> and <see cref="IOriginalBatchLookup"/> answer "none" unless the composition root registers better ones.
/// </summary>
public static class IntakeRegistration
{
    public static IServiceCollection AddIntake(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<IntakeOptions>().Bind(configuration.GetSection(IntakeOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<SettlementMetrics>(_ => new SettlementMetrics());
        services.TryAddSingleton<IntakePressure>();
        services.TryAddSingleton<IOrderedIntakeLog, PostgresIntakeLog>();
        services.TryAddSingleton<IIntakeLog>(provider => provider.GetRequiredService<IOrderedIntakeLog>());
        services.TryAddSingleton<PaymentReader>();
        services.TryAddSingleton<PaymentBatchReader>();
        services.TryAddSingleton<IWindowResolver, NoRolls>();
        services.TryAddSingleton<IOriginalBatchLookup, NoBatches>();
        return services;
    }
}
