using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// Registers an open database: <see cref="NpgsqlDataSource"/>, the one keyed <see cref="DatabaseConnections.Hot"/>, and
/// <see cref="DatabaseHealth"/>.
/// </summary>
public static class DatabaseRegistration
{
    /// <summary>Reads the section <c>Database</c>. <see cref="SettlementDatabase.OpenAsync"/> validates it.</summary>
    public static DatabaseOptions GetDatabaseOptions(this IConfiguration configuration) =>
        configuration.GetSection(DatabaseOptions.Section).Get<DatabaseOptions>() ?? new DatabaseOptions();

    /// <summary>The container disposes of the pools, and leaves the database to the one who opened it.</summary>
    public static IServiceCollection AddDatabase(this IServiceCollection services, SettlementDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        services.AddSingleton(database);
        services.AddSingleton(_ => DatabaseConnections.BuildGeneral(database.ConnectionString, database.Options));
        services.AddKeyedSingleton(
            DatabaseConnections.Hot, (_, _) => DatabaseConnections.BuildHot(database.ConnectionString, database.Options));
        services.AddSingleton<DatabaseHealth>();
        return services;
    }
}
