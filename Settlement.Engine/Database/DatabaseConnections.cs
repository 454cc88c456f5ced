using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>The pools on a database, tuned for few connections that run the same few statements all day.</summary>
public static class DatabaseConnections
{
    /// <summary>Key of the data source for hot statements, which must never fall back to scanning a table.</summary>
    public const string Hot = "hot";

    /// <summary>How the system's sessions are called in <c>pg_stat_activity</c>.</summary>
    public const string ApplicationName = "settlement";

    // More distinct statements than the system has, so that none is evicted.
    private const int PreparedStatements = 250;

    /// <summary>The general pool.</summary>
    public static NpgsqlDataSource BuildGeneral(string connectionString, DatabaseOptions options) =>
        NpgsqlDataSource.Create(Tuned(connectionString, options, options.PoolSize).ConnectionString);

    /// <summary>
    /// The pool for hot statements. Their plans are made once per connection, often when a table is still empty and a scan looks cheap;
    /// without sequential scans the plan that is kept is the one that fits the table when it is full.
    /// </summary>
    public static NpgsqlDataSource BuildHot(string connectionString, DatabaseOptions options) => NpgsqlDataSource.Create(
        WithOption(Tuned(connectionString, options, options.HotPoolSize).ConnectionString, "enable_seqscan", "off"));

    /// <summary>The connection string with one more server setting made at connect.</summary>
    internal static string WithOption(string connectionString, string setting, string value)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = $"{builder.Options} -c {setting}={value}".TrimStart();
        return builder.ConnectionString;
    }


    private static NpgsqlConnectionStringBuilder Tuned(string connectionString, DatabaseOptions options, int poolSize) =>
        new(connectionString)
    {
        ApplicationName = ApplicationName,
        MaxPoolSize = poolSize,
        MaxAutoPrepare = PreparedStatements,
        AutoPrepareMinUsages = 2,

        // Saves a round trip per use. So: no SET without LOCAL and no session lock on a pooled connection.
        NoResetOnClose = true,
        Enlist = false,
        Timeout = 5,
        CommandTimeout = options.CommandTimeoutSeconds,
        CancellationTimeout = 2_000,
        KeepAlive = 30,
        IncludeErrorDetail = false,
    };
}
