using MassTransit;
using MassTransit.Mediator;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Benchmarks.Sagas.OneCommitPerMessage;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Transactions;

namespace Settlement.Benchmarks.Sagas;

/// <summary>The transactions' machine on one repository: one side of the comparison.</summary>
internal sealed class SagaContender : IAsyncDisposable
{
    private readonly ServiceProvider _provider;
    private readonly IMediator _mediator;
    private readonly NpgsqlDataSource _dataSource;
    private readonly TimeProvider _clock;
    private int _runs;

    private SagaContender(string name, NpgsqlDataSource dataSource, TimeProvider clock, Action<IServiceCollection> addSagas)
    {
        Name = name;
        _dataSource = dataSource;
        _clock = clock;
        var services = new ServiceCollection();
        services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.None));
        services.AddSingleton(clock);
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        addSagas(services);
        _provider = services.BuildServiceProvider();
        _mediator = _provider.GetRequiredService<IMediator>();
    }

    public string Name { get; }

    public static SagaContender GroupCommit(NpgsqlDataSource dataSource, TimeProvider clock) => new(
        "group-commit",
        dataSource,
        clock,
        services => services.AddGroupCommitSagas(
            _ => dataSource, sagas => sagas.Add<TransactionMachine, TransactionSaga>(TransactionSaga.Table)));

    public static SagaContender OneCommitPerMessage(NpgsqlDataSource dataSource, TimeProvider clock) => new(
        "one commit a message",
        dataSource,
        clock,
        services => services.AddMediator(
            sagas => sagas.AddSagaStateMachine<TransactionMachine, TransactionSaga>().OneCommitRepository(dataSource)));

    /// <summary>Runs whole life cycles, then looks in the database whether every one of them is there with all of its events.</summary>
    public async Task<SagaRun> RunAsync(int count, int inFlight, CancellationToken cancellationToken)
    {
        var prefix = $"{Name.Replace(' ', '-')}-{++_runs}";
        var started = _clock.GetTimestamp();
        await LifeCycles.RunAsync(message => _mediator.Send(message, cancellationToken), prefix, count, inFlight, _clock);
        var seconds = _clock.GetElapsedTime(started).TotalSeconds;
        return new SagaRun(count / seconds, count - await CountSettledAsync(prefix, cancellationToken));
    }

    public ValueTask DisposeAsync() => _provider.DisposeAsync();

    private async Task<int> CountSettledAsync(string prefix, CancellationToken cancellationToken)
    {
        await using var command = _dataSource.CreateCommand("""
            select count(*)::int from transactions t
            where starts_with(transaction_id, $1) and state = 'Settled' and version = 5
              and (select count(*) from saga_events e where e.saga_id = t.id) = 5
            """);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = prefix + "-" });
        return (int)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}
