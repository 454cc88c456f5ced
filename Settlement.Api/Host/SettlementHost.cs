using Microsoft.Extensions.DependencyInjection.Extensions;
using Settlement.Api.Cli;
using Settlement.Api.Health;
using Settlement.Api.Http;
using Settlement.Api.Metrics;
using Settlement.Api.OpenApi;
using Settlement.Engine.Database;

namespace Settlement.Api.Host;

/// <summary>
/// The composition root: the database, the features over it, and the order of what a request passes through. Disposing of it stops the
/// application first and the database, where it is the embedded one, last.
/// </summary>
public sealed class SettlementHost : IAsyncDisposable
{
    private readonly SettlementDatabase _database;
    private readonly ILoggerFactory _databaseLoggers;

    private SettlementHost(WebApplication app, SettlementDatabase database, ILoggerFactory databaseLoggers)
    {
        App = app;
        _database = database;
        _databaseLoggers = databaseLoggers;
    }

    public WebApplication App { get; }

    /// <summary>Opens the database and builds the application without starting it.</summary>
    /// <exception cref="DatabaseStartException">The database cannot be had.</exception>
    public static async Task<SettlementHost> BuildAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        RefuseUnknownServers(options);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddEnvironmentVariables(HostConfiguration.EnvironmentPrefix);
        builder.Logging.UseQuietConsole(options.Verbose);
        builder.UseServer(options);

        // Of its own: the database is open before the host's loggers exist and closes after they are gone.
        var databaseLoggers = LoggerFactory.Create(logging => logging.UseQuietConsole(options.Verbose));
        SettlementDatabase? database = null;
        try
        {
            var settings = builder.Configuration.GetDatabaseOptions();
            settings.DataFolder = options.Data ?? settings.DataFolder;
            database = await SettlementDatabase.OpenAsync(settings, TimeProvider.System, databaseLoggers, cancellationToken);
            AddFeatures(builder.Services, options, database);
            var app = builder.Build();
            MapFeatures(app, options);
            return new SettlementHost(app, database, databaseLoggers);
        }
        catch
        {
            await (database?.DisposeAsync() ?? ValueTask.CompletedTask);
            databaseLoggers.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await App.DisposeAsync();
        await _database.DisposeAsync();
        _databaseLoggers.Dispose();
    }

    /// <summary>Quietly using the database in place of a server that was asked for would mislead an operator.</summary>
    private static void RefuseUnknownServers(ServeOptions options)
    {
        if (options.With.Count > 0)
        {
            throw new UserErrorException($"this version cannot use {string.Join(" or ", options.With)} yet; leave out --with.");
        }
    }

    private static void AddFeatures(IServiceCollection services, ServeOptions options, SettlementDatabase database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddApiConventions();
        services.AddSettlementMetrics();
        services.AddHealth();
        services.AddApiDescription();
        services.AddDatabase(database);
        services.AddSingleton<IHealthProbe, DatabaseProbe>();
    }

    private static void MapFeatures(WebApplication app, ServeOptions options)
    {
        app.UseApiConventions();
        app.MapMetrics();
        app.MapHealth();
        if (options.Roles.HasFlag(HostRoles.Api))
        {
            app.MapApiDescription();
        }
    }
}
