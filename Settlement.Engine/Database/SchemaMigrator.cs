using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// Brings a database to the program's schema: every file that is not recorded in <c>schema_versions</c> is applied in the order of the
/// numbers, each in one transaction with its record. Hosts that start together take turns by an advisory lock.
/// </summary>
public sealed partial class SchemaMigrator(IReadOnlyList<SchemaFile> files, TimeProvider time, ILogger<SchemaMigrator> logger)
{
    // "settleme" in ASCII; held by the migrating session only.
    private const long LockKey = 0x736574746c656d65;

    private const string CreateVersions = """
        create table if not exists schema_versions (
            version int primary key, name text not null, checksum text not null, applied_at timestamptz not null)
        """;

    private const int LockTimeoutSeconds = 120;
    private const int MigrationTimeoutSeconds = 600;

    /// <summary>Applies what is missing and gives the application's role its rights; returns how many files were applied.</summary>
    /// <param name="ownerConnectionString">Connection of the role that owns the tables.</param>
    /// <exception cref="DatabaseStartException">An applied file was edited, a file fails, or the database is newer than the program.</exception>
    public async Task<int> MigrateAsync(string ownerConnectionString, CancellationToken cancellationToken)
    {
        var settings = new NpgsqlConnectionStringBuilder(ownerConnectionString)
        {
            Pooling = false,
            CommandTimeout = MigrationTimeoutSeconds,
        };
        await using var connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await LockAsync(connection, cancellationToken);

        await ExecuteAsync(connection, CreateVersions, cancellationToken);
        var applied = await ReadAppliedAsync(connection, cancellationToken);
        RefuseNewer(applied);

        var count = 0;
        foreach (var file in files)
        {
            if (!applied.TryGetValue(file.Version, out var record))
            {
                await ApplyAsync(connection, file, cancellationToken);
                count++;
            }
            else if (record.Checksum != file.Checksum)
            {
                throw new DatabaseStartException(
                    $"{file.FileName} was changed after it was applied to database {connection.Database}. Put the old text back and make "
                    + "the change in a new file with the next number; or, if the data is worth nothing, delete the data folder.");
            }
        }

        if (files.Any(file => file.Version == 0))
        {
            await ExecuteAsync(connection, "call grant_application_rights()", cancellationToken);
        }

        return count;
    }

    /// <summary>Changes nothing, and refuses a database whose schema is older or newer than the program's.</summary>
    /// <exception cref="DatabaseStartException">It is.</exception>
    public async Task RequireCurrentAsync(string connectionString, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select to_regclass('schema_versions') is not null", connection);
        var applied = await exists.ExecuteScalarAsync(cancellationToken) is true
            ? await ReadAppliedAsync(connection, cancellationToken)
            : [];
        RefuseNewer(applied);
        if (files.FirstOrDefault(file => !applied.ContainsKey(file.Version)) is { } missing)
        {
            throw new DatabaseStartException(
                $"Database {connection.Database} is older than this program: it lacks the schema step {missing.FileName}. "
                + "Start the host on it once.");
        }
    }

    private static async Task LockAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(connection, $"set lock_timeout = '{LockTimeoutSeconds}s'", cancellationToken);
            await ExecuteAsync(connection, $"select pg_advisory_lock({LockKey})", cancellationToken);
            await ExecuteAsync(connection, "reset lock_timeout", cancellationToken);
        }
        catch (PostgresException timeout) when (timeout.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new DatabaseStartException(
                $"Another host has been changing the schema of database {connection.Database} for more than {LockTimeoutSeconds} s. "
                + "Start again when it is done.",
                timeout);
        }
    }

    private static async Task<Dictionary<int, (string Name, string Checksum)>> ReadAppliedAsync(
        NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var applied = new Dictionary<int, (string Name, string Checksum)>();
        await using var command = new NpgsqlCommand("select version, name, checksum from schema_versions", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            applied.Add(reader.GetInt32(0), (reader.GetString(1), reader.GetString(2)));
        }

        return applied;
    }

    private void RefuseNewer(Dictionary<int, (string Name, string Checksum)> applied)
    {
        var known = files.Select(file => file.Version).ToHashSet();
        var unknown = applied.Keys.Where(version => !known.Contains(version)).Order().ToList();
        if (unknown.Count > 0)
        {
            throw new DatabaseStartException(
                "The database was made by a newer version of this program: it has schema steps that this one does not know, "
                + $"{string.Join(", ", unknown.Select(version => $"{version:000}_{applied[version].Name}"))}. Start the newer program.");
        }
    }

    private async Task ApplyAsync(NpgsqlConnection connection, SchemaFile file, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, file.Sql, cancellationToken);
        }
        catch (PostgresException wrong)
        {
            throw new DatabaseStartException(
                $"{file.FileName} cannot be applied to database {connection.Database}: {wrong.MessageText} ({wrong.SqlState}).", wrong);
        }

        await using var record = new NpgsqlCommand("insert into schema_versions values ($1, $2, $3, $4)", connection)
        {
            Parameters =
            {
                new() { Value = file.Version },
                new() { Value = file.Name },
                new() { Value = file.Checksum },
                new() { Value = time.GetUtcNow() },
            },
        };
        await record.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        Applied(file.FileName, time.GetElapsedTime(started).TotalMilliseconds);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Information, "Schema step {File} applied in {Milliseconds:0} ms")]
    private partial void Applied(string file, double milliseconds);
}
