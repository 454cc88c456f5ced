using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Database;
using Xunit;

[assembly: AssemblyFixture(typeof(Settlement.Tests.Servers.PostgresServer))]

namespace Settlement.Tests.Servers;

/// <summary>
/// The PostgreSQL of a test run: started when the first test asks for a database, in a fresh folder on a free port, deleted in the
/// end. A test class takes it by constructor and works in databases of its own.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string Template = "settlement_template";

    private readonly TemporaryFolder _folder = new("settlement-tests");
    private readonly SemaphoreSlim _starting = new(1);
    private EmbeddedPostgres? _server;
    private string? _missing;
    private int _databases;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// A fresh, migrated database; dispose of it at the test's end. Where PostgreSQL is missing the test is skipped with the reason,
    /// in CI it fails.
    /// </summary>
    public async Task<TestDatabase> CreateDatabaseAsync()
    {
        var server = await StartedAsync();
        var name = "test_" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync(server.OwnerConnectionString, $"create database {name} template {Template}");
        return new TestDatabase(
            In(server.OwnerConnectionString, name),
            In(server.ConnectionString, name),
            () => ExecuteAsync(server.OwnerConnectionString, $"drop database if exists {name} with (force)"));
    }

    /// <summary>A fresh database without any schema; for tests of the schema itself.</summary>
    public async Task<TestDatabase> CreateEmptyDatabaseAsync()
    {
        var server = await StartedAsync();
        var name = "empty_" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync(server.OwnerConnectionString, $"create database {name}");
        return new TestDatabase(
            In(server.OwnerConnectionString, name),
            In(server.ConnectionString, name),
            () => ExecuteAsync(server.OwnerConnectionString, $"drop database if exists {name} with (force)"));
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
        _starting.Dispose();
    }

    internal static DatabaseOptions OptionsFor(string folder) => new()
    {
        DataFolder = folder,
        CacheFolder = Path.Combine(Path.GetTempPath(), "settlement-tests-cache"),
        Settings =
        {
            // Nothing here outlives the run, so no test waits for a disk.
            ["fsync"] = "off",
            ["synchronous_commit"] = "off",
            ["full_page_writes"] = "off",
            ["shared_buffers"] = "64MB",
            ["min_wal_size"] = "64MB",
            ["max_connections"] = "300",
        },
    };

    /// <summary>Ends a test for want of PostgreSQL: skipped on a laptop, failed in CI.</summary>
    internal static void SkipOrFail(string reason)
    {
        Assert.SkipUnless(string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), reason);
        Assert.Fail(reason);
    }

    private static string In(string connectionString, string database) =>
        new NpgsqlConnectionStringBuilder(connectionString) { Database = database }.ConnectionString;

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { Database = "postgres", MaxPoolSize = 20 };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<EmbeddedPostgres> StartedAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_missing is not null)
            {
                SkipOrFail(_missing);
            }

            return _server ??= await StartAsync();
        }
        catch (DatabaseStartException missing)
        {
            _missing = missing.Message;
            SkipOrFail(missing.Message);
            throw;
        }
        finally
        {
            _starting.Release();
        }
    }

    private async Task<EmbeddedPostgres> StartAsync()
    {
        var server = await EmbeddedPostgres.StartAsync(OptionsFor(_folder.Path), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);
        try
        {
            await ExecuteAsync(server.OwnerConnectionString, $"create database {Template}");
            await new SchemaMigrator(SchemaFile.Embedded, TimeProvider.System, NullLogger<SchemaMigrator>.Instance)
                .MigrateAsync(In(server.OwnerConnectionString, Template), CancellationToken.None);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }
}
