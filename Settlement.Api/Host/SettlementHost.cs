using Npgsql;
using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Activity;
using Settlement.Api.Engines;
using Settlement.Api.Events;
using Settlement.Api.Failures;
using Settlement.Api.Health;
using Settlement.Api.Http;
using Settlement.Api.Intake;
using Settlement.Api.Jobs;
using Settlement.Api.Ledger;
using Settlement.Api.Liquidity;
using Settlement.Api.Metrics;
using Settlement.Api.OpenApi;
using Settlement.Api.Pipeline;
using Settlement.Api.Planning;
using Settlement.Api.RateLimits;
using Settlement.Api.Reference;
using Settlement.Api.Reports;
using Settlement.Api.Risk;
using Settlement.Api.Sagas;
using Settlement.Api.Settlements;
using Settlement.Api.Transactions;
using Settlement.Api.Windows;
using Settlement.Engine.Database;
using Settlement.Engine.Execution;
using Settlement.Engine.Intake;
using Settlement.Engine.Leadership;
using Settlement.Engine.Ledger;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Matching;
using Settlement.Engine.Planning;
using Settlement.Engine.Progress;
using Settlement.Engine.RateLimits;
using Settlement.Engine.ReadModel;
using Settlement.Engine.Reference;
using Settlement.Engine.Reports;
using Settlement.Engine.Risk;
using Settlement.OperatorConsole;
using Settlement.Sagas;
using Settlement.Sagas.Schedule;

namespace Settlement.Api.Host;

/// <summary>The composition root: which features a host has, and the order of what a request passes through.</summary>
public static class SettlementHost
{
    /// <summary>Why the console's routes ask nobody who they are.</summary>
    public const string ConsoleIsOpen = "a page shows what the API answers to its visitor's own credential";

    /// <summary>Builds the host over an open database, without starting it.</summary>
    /// <param name="clock">The time that the whole host lives in.</param>
    /// <param name="settings">Overrides the environment, e.g. for a demo or a test.</param>
    public static WebApplication Build(
        ServeOptions options, SettlementDatabase database, TimeProvider clock, IEnumerable<KeyValuePair<string, string?>>? settings = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(database);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddSettlement(options, settings);
        StartRules.Check(options, builder.Configuration);
        builder.UseQuietConsole(options.Verbose);
        builder.UseServer(options);

        builder.Services.AddSingleton(clock);
        builder.Services.AddSingleton(options);
        builder.Services.AddDatabase(database);
        AddCore(builder.Services, builder.Configuration, options);
        if (options.Roles.HasFlag(HostRoles.Api))
        {
            AddApi(builder.Services, builder.Configuration);
        }

        if (options.Roles.HasFlag(HostRoles.Console))
        {
            builder.Services.AddOperatorConsole(builder.Configuration);
        }

        if (options.Roles.HasFlag(HostRoles.Engine))
        {
            builder.Services.AddLeaseKeeper();
            builder.Services.AddDrivers(partitionedIntake: options.Uses(ServerNames.Kafka));
            builder.Services.AddSchedule(database.OwnerConnectionString, clock);
            builder.Services.AddActionEngine();
            builder.Services.AddAlertWatch();
        }

        var app = builder.Build();
        app.UseApiConventions();
        app.UseAccess();
        app.UseTypedQuery();
        app.UseRateLimits();
        app.MapMetrics();
        app.MapHealth();
        if (options.Roles.HasFlag(HostRoles.Api))
        {
            MapApi(app);
        }

        if (options.Roles.HasFlag(HostRoles.Console))
        {
            app.UseOperatorConsole(route => route.AllowAnyone(ConsoleIsOpen));
        }

        return app;
    }

    /// <summary>What every role needs: reference data first, because hosted services start in this order.</summary>
    private static void AddCore(IServiceCollection services, IConfiguration configuration, ServeOptions options)
    {
        services.AddApiConventions();
        services.AddSettlementMetrics();
        services.AddAccess();
        services.AddLeadership(configuration);
        services.AddReferenceData(configuration);
        services.AddLedger();
        services.AddDemoPrefunding();
        services.AddPlanning();
        services.AddMatching(configuration);
        services.AddExecution(configuration);
        services.AddReports();
        services.AddRisk(configuration);
        services.AddLiquidity(configuration);
        services.AddProgress();
        services.AddReadModel();
        services.AddSagas(provider => provider.GetRequiredKeyedService<NpgsqlDataSource>(DatabaseConnections.Hot));
        services.AddServers(configuration, options);
        services.AddRateLimits(configuration);
        services.AddIntake(configuration);
        services.AddStageLinks();
        services.AddActions();
        services.AddLiquidityAnswers();
        services.AddHealth();
        services.AddSingleton<IHealthProbe>(provider => new DatabaseProbe(
            provider.GetRequiredService<DatabaseHealth>(), isRequired: !options.Uses(ServerNames.Kafka)));
        services.AddSingleton<IHealthProbe, LeadershipProbe>();
    }

    private static void AddApi(IServiceCollection services, IConfiguration configuration)
    {
        services.AddEventStream(configuration);
        services.AddTransactionQueries();
        services.AddBatchInsight();
        services.AddFrontier();
        services.AddApiDescription();
    }

    private static void MapApi(WebApplication app)
    {
        app.MapAccess();
        app.MapIntake();
        app.MapDeadLetters();
        app.MapTransactions();
        app.MapWindows();
        app.MapReports();
        app.MapSettlements();
        app.MapLedger();
        app.MapRisk();
        app.MapLiquidity();
        app.MapPlanning();
        app.MapReference();
        app.MapSagas();
        app.MapPipeline();
        app.MapEngines();
        app.MapEvents();
        app.MapActions();
        app.MapFailures();
        app.MapJobs();
        app.MapActivity();
        app.MapApiDescription();
    }
}
