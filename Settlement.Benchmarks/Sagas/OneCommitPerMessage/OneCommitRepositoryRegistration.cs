using MassTransit;
using MassTransit.Configuration;
using MassTransit.Saga;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;
using Settlement.Sagas.Transactions;

namespace Settlement.Benchmarks.Sagas.OneCommitPerMessage;

/// <summary>The baseline: the usual saga persistence, one connection, one transaction and one commit for each message.</summary>
internal static class OneCommitRepositoryRegistration
{
    public static ISagaRegistrationConfigurator<TransactionSaga> OneCommitRepository(
        this ISagaRegistrationConfigurator<TransactionSaga> configurator, NpgsqlDataSource dataSource) =>
        configurator.Repository(services =>
        {
            services.TryAddSingleton(_ => new OneCommitDatabase(dataSource));
            services.RegisterSagaRepository<
                TransactionSaga, TransactionScope, SagaConsumeContextFactory<TransactionScope, TransactionSaga>, OneCommitRepositoryContextFactory>();
        });
}
