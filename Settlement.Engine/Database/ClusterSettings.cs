using System.Globalization;
using System.Text;

namespace Settlement.Engine.Database;

/// <summary>
/// Settings of the embedded server: durable without exception (fsync, synchronous_commit and full_page_writes on), sized for a
/// machine that it shares with the host, and silent about data: no statement and no row's content reaches its log.
/// </summary>
internal static class ClusterSettings
{
    public const int MaxConnections = 100;

    private static readonly (string Name, string Value)[] Defaults =
    [
        ("cluster_name", "settlement"),
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", ""),
        ("max_connections", MaxConnections.ToString(CultureInfo.InvariantCulture)),
        ("password_encryption", "scram-sha-256"),

        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),

        ("shared_buffers", "256MB"),
        ("work_mem", "16MB"),
        ("maintenance_work_mem", "128MB"),
        ("effective_cache_size", "1GB"),
        ("random_page_cost", "1.1"),
        // Compiling a plan costs more than running any statement of the hot paths.
        ("jit", "off"),

        // A checkpoint makes every page's next change log the whole page; seldom and spread out keeps commits even.
        ("wal_buffers", "16MB"),
        ("min_wal_size", "512MB"),
        ("max_wal_size", "2GB"),
        ("checkpoint_timeout", "15min"),
        ("checkpoint_completion_target", "0.9"),

        // The insert-only and saga tables grow by millions a day; statistics must follow before plans go stale.
        ("autovacuum_naptime", "15s"),
        ("autovacuum_vacuum_scale_factor", "0.05"),
        ("autovacuum_analyze_scale_factor", "0.05"),
        ("idle_in_transaction_session_timeout", "60s"),

        ("timezone", "UTC"),
        ("log_timezone", "UTC"),
        ("lc_messages", "C"),

        // 24 files, one an hour, each truncated when its hour comes round.
        ("logging_collector", "on"),
        ("log_directory", "../log"),
        ("log_filename", "postgres-%H.log"),
        ("log_rotation_age", "1h"),
        ("log_rotation_size", "0"),
        ("log_truncate_on_rotation", "on"),
        // What goes wrong with a statement its session is told; the log is about the server.
        ("log_min_messages", "log"),
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
        ("log_checkpoints", "off"),
    ];

    /// <summary>The content of the settings file: the defaults, replaced and extended by the configured ones, and the port.</summary>
    public static string Write(IEnumerable<KeyValuePair<string, string>> configured, int port)
    {
        var settings = new SortedDictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Defaults)
        {
            settings[name] = value;
        }

        foreach (var (name, value) in configured)
        {
            if (!name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '.'))
            {
                throw new DatabaseStartException($"Database:Settings has the name '{name}', which is no PostgreSQL setting.");
            }

            settings[name] = value;
        }

        settings["port"] = port.ToString(CultureInfo.InvariantCulture);

        var text = new StringBuilder("# Written anew at every start. Change the configuration's Database:Settings instead.\n");
        foreach (var (name, value) in settings)
        {
            text.Append(
                CultureInfo.InvariantCulture, $"{name} = '{value.Replace("'", "''", StringComparison.Ordinal).ReplaceLineEndings(" ")}'\n");
        }

        return text.ToString();
    }
}
