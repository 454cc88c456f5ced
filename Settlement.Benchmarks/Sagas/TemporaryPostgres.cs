using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Benchmarks.Sagas;

/// <summary>A PostgreSQL of its own, with the settings that users get, so commits wait for the disk; migrated, deleted in the end.</summary>
internal sealed class TemporaryPostgres : IAsyncDisposable
{
    private const int Connections = 64;

    private readonly string _folder;
    private readonly EmbeddedPostgres _server;

    private TemporaryPostgres(string folder, EmbeddedPostgres server, DatabaseOptions options)
    {
        _folder = folder;
        _server = server;
        DataSource = DatabaseConnections.BuildHot(server.ConnectionString, options);
    }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>For a bench that needs a table of its own: the application's role may not create one.</summary>
    public string OwnerConnectionString => _server.OwnerConnectionString;

    /// <summary>Lives below the working directory: a folder for temporary files may be in memory, where a commit costs nothing.</summary>
    public static async Task<TemporaryPostgres> StartAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var folder = Path.GetFullPath(Path.Combine(".data", $"bench-sagas-{Environment.ProcessId}"));
        var options = new ConfigurationBuilder().AddEnvironmentVariables("SETTLEMENT_").Build().GetDatabaseOptions();
        (options.DataFolder, options.HotPoolSize) = (folder, Connections);
        var server = await EmbeddedPostgres.StartAsync(options, clock, NullLoggerFactory.Instance, cancellationToken);
        await new SchemaMigrator(SchemaFile.Embedded, clock, NullLogger<SchemaMigrator>.Instance).MigrateAsync(server.OwnerConnectionString, cancellationToken);
        return new TemporaryPostgres(folder, server, options);
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        await _server.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
