using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Database;
using Xunit;
using Xunit.Sdk;

[assembly: AssemblyFixture(typeof(Settlement.Tests.Servers.PostgresServer))]

namespace Settlement.Tests.Servers;

/// <summary>
/// The PostgreSQL of a test run: started when the first test asks for a database, in a fresh folder on a free port, deleted in the
/// end. A test class takes it by constructor and works in databases of its own.
/// </summary>
public sealed class PostgresServer : IAsyncLifetime
{
    private const string FolderPrefix = "settlement-tests";
    private const string Template = "settlement_template";

    private readonly TemporaryFolder _folder = new(FolderPrefix);
    private readonly SemaphoreSlim _starting = new(1);
    private EmbeddedPostgres? _server;
    private string? _missing;
    private int _databases;

    /// <summary>A template is small here, and copied fastest file by file: what versions before 15 always do.</summary>
    private string _copy = "";

    /// <summary>Kept between runs: a fetched PostgreSQL is large.</summary>
    internal static string Cache => Path.Combine(Path.GetTempPath(), "settlement-cache");

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>
    /// A fresh, migrated database; dispose of it at the test's end. Where PostgreSQL is missing the test is skipped with the reason,
    /// in CI it fails.
    /// </summary>
    public Task<TestDatabase> CreateDatabaseAsync() => CreateAsync($"template {Template}{_copy}");

    /// <summary>A fresh database without any schema; for tests of the schema itself.</summary>
    public Task<TestDatabase> CreateEmptyDatabaseAsync() => CreateAsync("");

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
        CacheFolder = Cache,
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
    internal static Exception Skip(string reason)
    {
        Assert.SkipUnless(string.Equals(Environment.GetEnvironmentVariable("CI"), "true", StringComparison.OrdinalIgnoreCase), reason);
        return FailException.ForFailure(reason);
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

    private async Task<TestDatabase> CreateAsync(string source)
    {
        var server = await StartedAsync();
        var name = "test_" + Interlocked.Increment(ref _databases).ToString(CultureInfo.InvariantCulture);
        await ExecuteAsync(server.OwnerConnectionString, $"create database {name} {source}");
        return new TestDatabase(
            In(server.OwnerConnectionString, name),
            In(server.ConnectionString, name),
            () => ExecuteAsync(server.OwnerConnectionString, $"drop database if exists {name} with (force)"));
    }

    private async Task<EmbeddedPostgres> StartedAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            if (_missing is not null)
            {
                throw Skip(_missing);
            }

            return _server ??= await StartAsync();
        }
        catch (PostgresMissingException missing)
        {
            _missing = missing.Message;
            throw Skip(_missing);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>Runs that were killed left a server running and a folder behind.</summary>
    private static async Task SweepAsync()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), FolderPrefix + "-*"))
        {
            // A younger one may be a run that is about to begin.
            if (TimeProvider.System.GetUtcNow().UtcDateTime - Directory.GetCreationTimeUtc(folder) < TimeSpan.FromHours(1))
            {
                continue;
            }

            try
            {
                await (await StartServerAsync(folder)).DisposeAsync();
                Directory.Delete(folder, recursive: true);
            }
            catch (Exception inUse) when (inUse is DatabaseStartException or IOException or UnauthorizedAccessException)
            {
                // Another run's, or another user's: not ours to sweep.
            }
        }
    }

    private static Task<EmbeddedPostgres> StartServerAsync(string folder) =>
        EmbeddedPostgres.StartAsync(OptionsFor(folder), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    private async Task<EmbeddedPostgres> StartAsync()
    {
        await SweepAsync();
        var server = await StartServerAsync(_folder.Path);
        try
        {
            await ExecuteAsync(server.OwnerConnectionString, $"create database {Template}");
            await using (var connection = new NpgsqlConnection(server.OwnerConnectionString))
            {
                await connection.OpenAsync();
                _copy = connection.PostgreSqlVersion.Major >= 15 ? " strategy file_copy" : "";
            }

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
