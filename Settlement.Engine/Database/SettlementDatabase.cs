using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>
/// The system's database, open and migrated. The host opens it before it builds its services and disposes of it after they have
/// stopped; an embedded server stops with it, a server of the user's own is left as it is.
/// </summary>
public sealed partial class SettlementDatabase : IAsyncDisposable
{
    private SettlementDatabase(DatabaseOptions options, EmbeddedPostgres? embedded, string ownerConnectionString, string connectionString)
    {
        Options = options;
        Embedded = embedded;
        OwnerConnectionString = ownerConnectionString;
        ConnectionString = connectionString;
    }

    public DatabaseOptions Options { get; }

    /// <summary>The server that this host owns; null where it uses another's.</summary>
    public EmbeddedPostgres? Embedded { get; }

    /// <summary>Connection of the application's role: what everything but the schema uses.</summary>
    public string ConnectionString { get; }

    /// <summary>Connection of the role that owns the tables.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>Starts or reaches the server and brings the schema up to date.</summary>
    /// <exception cref="DatabaseStartException">It cannot be had; the message says why and what to do.</exception>
    public static async Task<SettlementDatabase> OpenAsync(
        DatabaseOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        Validate(options);
        var database = string.IsNullOrWhiteSpace(options.ConnectionString)
            ? Over(options, await EmbeddedPostgres.StartAsync(options, time, loggers, cancellationToken))
            : await ReachAsync(options, options.ConnectionString, loggers.CreateLogger<SettlementDatabase>(), cancellationToken);
        try
        {
            await new SchemaMigrator(SchemaFile.Embedded, time, loggers.CreateLogger<SchemaMigrator>())
                .MigrateAsync(database.OwnerConnectionString, cancellationToken);
            return database;
        }
        catch (Exception failed)
        {
            await database.DisposeAsync();
            if (failed is NpgsqlException)
            {
                throw new DatabaseStartException($"The database's schema cannot be brought up to date: {failed.Message}", failed);
            }

            throw;
        }
    }

    /// <summary>
    /// Opens the database as it is for a command that only reads, whether a host is running on the folder or not: its server is used if
    /// one runs, else one is started and stopped again at the end.
    /// </summary>
    /// <exception cref="DatabaseStartException">There is none, it cannot be had, or its schema is not this program's.</exception>
    public static Task<SettlementDatabase> AttachAsync(
        DatabaseOptions options, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(loggers);
        Validate(options);
        return AttachedDatabase.OpenAsync(options, time, loggers, cancellationToken);
    }

    /// <summary>A database that is open and migrated already, on a server that somebody else looks after.</summary>
    public static SettlementDatabase At(DatabaseOptions options, string ownerConnectionString, string connectionString) =>
        new(options, null, ownerConnectionString, connectionString);

    public ValueTask DisposeAsync() => Embedded?.DisposeAsync() ?? ValueTask.CompletedTask;

    internal static SettlementDatabase Over(DatabaseOptions options, EmbeddedPostgres embedded) =>
        new(options, embedded, embedded.OwnerConnectionString, embedded.ConnectionString);

    private static async Task<SettlementDatabase> ReachAsync(
        DatabaseOptions options, string connectionString, ILogger logger, CancellationToken cancellationToken)
    {
        try
        {
            var application = await ApplicationRole.CreateExternalAsync(connectionString, cancellationToken);
            if (application is null)
            {
                OneRole(logger, ApplicationRole.Name);
            }

            return new SettlementDatabase(options, null, connectionString, application ?? connectionString);
        }
        catch (Exception refused) when (refused is NpgsqlException or ArgumentException)
        {
            throw new DatabaseStartException($"The server of Database:ConnectionString cannot be used: {refused.Message}", refused);
        }
    }

    private static void Validate(DatabaseOptions options)
    {
        var problems = new List<ValidationResult>();
        if (!Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true))
        {
            var what = string.Join(' ', problems.Select(problem => problem.ErrorMessage));
            throw new DatabaseStartException($"The configuration's section {DatabaseOptions.Section} is wrong: {what}");
        }
    }

    [LoggerMessage(
        LogLevel.Warning,
        "The database user cannot work as the role {Role}: the system works as the one user, and append-only holds by trigger alone")]
    private static partial void OneRole(ILogger logger, string role);
}
