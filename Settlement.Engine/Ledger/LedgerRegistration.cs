using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Ledger;

/// <summary>Registers the ledger on the registered database.</summary>
public static class LedgerRegistration
{
    public static IServiceCollection AddLedger(this IServiceCollection services)
    {
        services.AddOptions<LedgerOptions>().BindConfiguration(LedgerOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(_ => new SettlementMetrics());
        services.AddSingleton<LedgerReader>();
        services.AddSingleton<ILedger, PostgresLedger>();
        services.AddSingleton<FundingDesk>();
        services.AddSingleton<LedgerVerification>();
        return services;
    }
}
