using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Tests.Servers;

/// <summary>A database of one test, with the pools that the system itself would have on it. Disposing drops it.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private readonly Func<Task> _drop;
    private readonly Lazy<NpgsqlDataSource> _general;
    private readonly Lazy<NpgsqlDataSource> _hot;
    private readonly Lazy<NpgsqlDataSource> _owner;

    internal TestDatabase(string ownerConnectionString, string connectionString, Func<Task> drop)
    {
        _drop = drop;
        Database = SettlementDatabase.At(new DatabaseOptions(), ownerConnectionString, connectionString);
        _general = new(() => DatabaseConnections.BuildGeneral(connectionString, Database.Options));
        _hot = new(() => DatabaseConnections.BuildHot(connectionString, Database.Options));
        _owner = new(() => NpgsqlDataSource.Create(ownerConnectionString));
    }

    /// <summary>For <c>services.AddDatabase(test.Database)</c>.</summary>
    public SettlementDatabase Database { get; }

    public string ConnectionString => Database.ConnectionString;

    public string OwnerConnectionString => Database.OwnerConnectionString;

    /// <summary>Pool of the application's role.</summary>
    public NpgsqlDataSource DataSource => _general.Value;

    /// <summary>Pool of the application's role for hot statements.</summary>
    public NpgsqlDataSource HotDataSource => _hot.Value;

    /// <summary>Pool of the role that owns the tables: for tampering with what the application cannot touch.</summary>
    public NpgsqlDataSource OwnerDataSource => _owner.Value;

    /// <summary>The plan that a hot statement gets, a line a node.</summary>
    public async Task<string> ExplainAsync(string statement, params NpgsqlParameter[] parameters)
    {
        await using var command = HotDataSource.CreateCommand($"explain {statement}");
        command.Parameters.AddRange(parameters);
        await using var rows = await command.ExecuteReaderAsync();
        var plan = "";
        while (await rows.ReadAsync())
        {
            plan += rows.GetString(0) + "\n";
        }

        return plan;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in new[] { _general, _hot, _owner }.Where(pool => pool.IsValueCreated))
        {
            await pool.Value.DisposeAsync();
        }

        await _drop();
    }
}
