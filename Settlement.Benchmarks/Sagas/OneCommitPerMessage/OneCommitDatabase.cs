using Npgsql;

namespace Settlement.Benchmarks.Sagas.OneCommitPerMessage;

/// <summary>Hands out connections; each message has its own.</summary>
internal sealed class OneCommitDatabase(NpgsqlDataSource dataSource)
{
    public async Task<TransactionScope> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        return new TransactionScope(connection, await connection.BeginTransactionAsync(cancellationToken));
    }
}
