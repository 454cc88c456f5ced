using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// Asks the database for a sign of life. It has one connection of its own, so that full pools are not mistaken for a dead server,
/// and its answer costs a round trip.
/// </summary>
public sealed class DatabaseHealth : IAsyncDisposable
{
    private const int LimitSeconds = 2;

    private readonly NpgsqlDataSource _source;

    public DatabaseHealth(SettlementDatabase database)
    {
        ArgumentNullException.ThrowIfNull(database);
        _source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            ApplicationName = DatabaseConnections.ApplicationName,
            MaxPoolSize = 1,
            NoResetOnClose = true,
            Timeout = LimitSeconds,
            CommandTimeout = LimitSeconds,
            CancellationTimeout = -1,
        });
    }

    /// <summary>Why the database does not answer now; null: it does. Takes two seconds at most for each of connecting and asking.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = _source.CreateCommand("select 1");
            await command.ExecuteScalarAsync(cancellationToken);
            return null;
        }
        catch (NpgsqlException away)
        {
            return away.Message;
        }
    }

    public ValueTask DisposeAsync() => _source.DisposeAsync();
}
