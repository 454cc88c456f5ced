using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
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
        services.AddMediator(sagas);
        return services;
    }

    /// <summary>Stores the saga in its table, changes and event rows in commits shared with other messages.</summary>
    public static ISagaRegistrationConfigurator<TSaga> GroupCommitRepository<TSaga>(
        this ISagaRegistrationConfigurator<TSaga> configurator, SagaTable<TSaga> table)
        where TSaga : class, ISettlementSaga, new() =>
        configurator.Repository(repository => repository.TryAddSingleton(table));
}
