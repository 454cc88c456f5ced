using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Settlement.Engine.Relay;
using Settlement.Engine.Matching;
using Settlement.Optimization.Exact;
using Settlement.Sagas.Batches;
using Settlement.Sagas.Drivers;
using Settlement.Sagas.Graphs;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Pump;
using Settlement.Sagas.Transactions;
using Settlement.Sagas.Windows;

namespace Settlement.Sagas;

public static class SagaRegistration
{
    /// <summary>The three state machines on the group-commit repository, with their graphs; what reads and sends, in any role.</summary>
    public static IServiceCollection AddSagas(this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource> hotSource)
    {
        services.AddGroupCommitSagas(hotSource, sagas =>
        {
            sagas.Add<TransactionMachine, TransactionSaga>(TransactionSaga.Table);
            sagas.Add<BatchMachine, BatchSaga>(BatchSaga.Table);
            sagas.Add<WindowMachine, WindowSaga>(WindowSaga.Table);
        });
        services.AddSingleton(SagaGraphs.Read());
        services.AddSingleton<DriverSignals>();
        services.AddSingleton<ClosedWindows>();
        services.AddSingleton<NextWindow>();
        return services;
    }

    /// <summary>The drivers that move what the sagas record: the engine role.</summary>
    /// <param name="partitionedIntake">Whether the intake log is a topic with partitions, read in a consumer group, or the database's own, read in one order.</param>
    public static IServiceCollection AddDrivers(this IServiceCollection services, bool partitionedIntake = false)
    {
        services.AddOptions<KeyedPumpOptions>().BindConfiguration(KeyedPumpOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<ConfirmationOptions>().BindConfiguration(ConfirmationOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<PlanningOptions>().BindConfiguration(PlanningOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<SolverOptions>().BindConfiguration(SolverOptions.Section);
        services.AddSingleton<ExactPlanning>();
        services.AddSingleton<PaymentAdmission>();
        services.AddSingleton<WindowOpening>();
        services.AddSingleton<CandidateReader>();
        services.AddSingleton<ProblemBuilder>();
        services.AddSingleton<PlanAnnouncement>();
        services.AddSingleton<DeferralNotice>();
        services.AddSingleton<WindowPlanning>();
        services.AddSingleton<StrandedPayments>();
        services.AddSingleton<RtgsPlanning>();
        services.AddSingleton<ConfirmationPolicy>();
        services.AddSingleton<BatchReplanning>();
        services.AddSingleton<BatchWorkflow>();
        if (partitionedIntake)
        {
            services.AddSingleton<LaneWork>();
            services.AddSingleton<EventRelay>();
            services.AddHostedService<PartitionedIntakeDriver>();
            services.AddHostedService<EventRelayDriver>();
        }
        else
        {
            services.AddHostedService<IntakeDriver>();
        }

        services.AddHostedService<PlanningDriver>();
        services.AddHostedService<BatchDriver>();
        services.AddHostedService<WindowDriver>();
        if (services.Any(service => service.ServiceType == typeof(EtcdDecisionAudit)))
        {
            services.AddHostedService<DecisionAuditDriver>();
        }

        return services;
    }
}
