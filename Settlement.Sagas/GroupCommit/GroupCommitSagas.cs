using MassTransit;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Settlement.Engine.Metrics;

namespace Settlement.Sagas.GroupCommit;

/// <summary>The state machines of a host, each with its table. They are connected to the mediator directly: a saga needs no container scope per message.</summary>
public sealed class GroupCommitSagas
{
    private readonly IServiceCollection _services;
    private readonly List<Action<IServiceProvider, IReceiveEndpointConfigurator>> _connections = [];

    internal GroupCommitSagas(IServiceCollection services) => _services = services;

    /// <summary>Adds a machine, which the container makes, and an <see cref="ISagaReader{TSaga}"/> of its sagas.</summary>
    public GroupCommitSagas Add<TMachine, TSaga>(SagaTable<TSaga> table)
        where TMachine : class, SagaStateMachine<TSaga>
        where TSaga : class, ISettlementSaga, new()
    {
        _services.TryAddSingleton<TMachine>();
        _services.AddSingleton<SagaStateMachine<TSaga>>(static provider => provider.GetRequiredService<TMachine>());
        _services.AddSingleton(table);
        _services.AddSingleton(provider => new SagaStore<TSaga>(provider.GetRequiredService<SagaDataSource>().Value, table));
        _services.TryAddSingleton<SettlementMetrics>();
        _services.AddSingleton(provider =>
        {
            var metrics = provider.GetRequiredService<SettlementMetrics>();
            return new GroupCommitter<TSaga>(
                provider.GetRequiredService<SagaStore<TSaga>>(), provider.GetRequiredService<IOptions<GroupCommitOptions>>().Value,
                (state, sagas) => metrics.Transitioned(table.Machine, state.ToLowerInvariant(), sagas));
        });
        _services.AddSingleton<GroupCommitRepository<TSaga>>();
        _services.AddSingleton<ISagaReader<TSaga>, SagaReader<TSaga>>();
        _connections.Add(static (provider, pipeline) =>
        {
            var contexts = new GroupCommitSagaRepositoryContextFactory<TSaga>(provider.GetRequiredService<GroupCommitRepository<TSaga>>());
            pipeline.StateMachineSaga(
                provider.GetRequiredService<SagaStateMachine<TSaga>>(), new SagaRepository<TSaga>(contexts, loadSagaRepositoryContextFactory: contexts));
        });
        return this;
    }

    internal void Connect(IServiceProvider provider, IReceiveEndpointConfigurator pipeline) =>
        _connections.ForEach(connect => connect(provider, pipeline));
}
