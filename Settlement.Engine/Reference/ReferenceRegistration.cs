using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.Engine.Database;

namespace Settlement.Engine.Reference;

/// <summary>
/// Registers <see cref="IReferenceData"/>, <see cref="ReferenceStore"/> and <see cref="ReferenceChanges"/>. Register it before what reads
/// reference data: hosted services start in the order of registration, and this one loads the first snapshot.
/// </summary>
public static class ReferenceRegistration
{
    public static IServiceCollection AddReferenceData(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ReferenceOptions>()
            .Bind(configuration.GetSection(ReferenceOptions.Section))
            .PostConfigure(options => options.Seed ??= SeedOf(configuration.GetDatabaseOptions()))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<ReferenceStore>();
        services.AddSingleton<IReferenceData, ReferenceData>();
        services.AddSingleton<ReferenceChanges>();
        services.AddHostedService<ReferenceRefresher>();
        return services;
    }

    private static ReferenceSeed SeedOf(DatabaseOptions database) =>
        string.IsNullOrEmpty(database.ConnectionString) ? ReferenceSeed.Demo : ReferenceSeed.None;
}
