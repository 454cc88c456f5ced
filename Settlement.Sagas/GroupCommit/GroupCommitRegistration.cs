using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Settlement.Sagas.GroupCommit;

/// <summary>Adds sagas that share their commits.</summary>
public static class GroupCommitRegistration
{
    /// <summary>
    /// Adds the mediator with its sagas, an <see cref="ISagaDispatcher"/>, and an <see cref="ISagaReader{TSaga}"/> for each saga. Options come from section
    /// <see cref="GroupCommitOptions.Section"/>.
    /// </summary>
    /// <param name="dataSource">The data source of the hot statements: automatic preparation on, sequential scans off.</param>
    /// <param name="add">Adds the state machines: <c>sagas.Add&lt;TMachine, TSaga&gt;(TSaga.Table)</c>.</param>
    public static IServiceCollection AddGroupCommitSagas(
        this IServiceCollection services, Func<IServiceProvider, NpgsqlDataSource> dataSource, Action<GroupCommitSagas> add)
    {
        ArgumentNullException.ThrowIfNull(add);
        services.AddOptions<GroupCommitOptions>().BindConfiguration(GroupCommitOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => new SagaDataSource(dataSource(provider)));
        services.AddSingleton<ISagaDispatcher, SagaDispatcher>();
        var sagas = new GroupCommitSagas(services);
        add(sagas);
        services.AddMediator(mediator => mediator.ConfigureMediator((provider, pipeline) => sagas.Connect(provider, pipeline)));
        return services;
    }
}
