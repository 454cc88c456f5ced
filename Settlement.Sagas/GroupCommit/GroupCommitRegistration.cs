using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Settlement.Sagas.GroupCommit;

/// <summary>Adds sagas that share their commits.</summary>
public static class GroupCommitRegistration
{
    /// <summary>
    /// Adds the mediator with its sagas, an <see cref="ISagaDispatcher"/>, and an <see cref="ISagaReader{TSaga}"/> for each saga whose repository is
    /// <see cref="GroupCommitRepository{TSaga}"/>. Options come from section <see cref="GroupCommitOptions.Section"/>.
    /// </summary>
    /// <param name="dataSource">The data source of the hot statements: automatic preparation on, sequential scans off.</param>
    /// <param name="sagas">Adds state machines: <c>x.AddSagaStateMachine&lt;TMachine, TSaga&gt;().GroupCommitRepository(TSaga.Table)</c>.</param>
    public static IServiceCollection AddGroupCommitSagas(
        this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<IMediatorRegistrationConfigurator> sagas)
    {
        services.AddOptions<GroupCommitOptions>().BindConfiguration(GroupCommitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SagaDataSource(dataSource(provider)));
        services.AddSingleton<ISagaDispatcher, SagaDispatcher>();
        services.AddMediator(mediator =>
        {
            mediator.ConfigureMediator(static (context, pipeline) => pipeline.UseMessageRetry(retry =>
            {
                retry.Handle<SagaConcurrencyException>();
                retry.Immediate(context.GetRequiredService<IOptions<GroupCommitOptions>>().Value.ConcurrencyRetries);
            }));
            sagas(mediator);
        });
        return services;
    }

    /// <summary>Stores the saga in its table, changes and event rows in commits shared with other messages.</summary>
    public static ISagaRegistrationConfigurator<TSaga> GroupCommitRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator, SagaTable<TSaga> table)
        where TSaga : class, ISettlementSaga, new() =>
        configurator.Repository(services =>
        {
            services.TryAddSingleton(table);
            services.TryAddSingleton(static provider => new SagaStore<TSaga>(
                provider.GetRequiredService<SagaDataSource>().Value, provider.GetRequiredService<SagaTable<TSaga>>()));
            services.TryAddSingleton(static provider => new GroupCommitter<TSaga>(
                provider.GetRequiredService<SagaStore<TSaga>>(), provider.GetRequiredService<IOptions<GroupCommitOptions>>().Value));
            services.TryAddSingleton<GroupCommitRepository<TSaga>>();
            services.TryAddSingleton<ISagaReader<TSaga>, SagaReader<TSaga>>();
            services.RegisterSagaRepository<
                TSaga, GroupCommitRepository<TSaga>, SagaConsumeContextFactory<GroupCommitRepository<TSaga>, TSaga>,
                GroupCommitSagaRepositoryContextFactory<TSaga>>();
            services.RegisterLoadSagaRepository<TSaga, GroupCommitSagaRepositoryContextFactory<TSaga>>();
        });

    /// <summary>Keeps the repository's data source apart from any other one that the container holds, which is not ours to dispose.</summary>
    internal sealed record SagaDataSource(NpgsqlDataSource Value);
}
