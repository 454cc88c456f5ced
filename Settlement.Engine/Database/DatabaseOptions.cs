using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Database;

/// <summary>Where the system's PostgreSQL is and how it is used; configuration section <c>Database</c>, validated at start.</summary>
public sealed class DatabaseOptions
{
    public const string Section = "Database";

    /// <summary>A server to use instead of the embedded one (null or empty), in Npgsql's form. Its user must own the database.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Folder of all that the host keeps, relative to the working directory; the embedded cluster is in its <c>pg</c>.</summary>
    [Required]
    public string DataFolder { get; set; } = ".data";

    /// <summary>Folder in which a fetched PostgreSQL is unpacked, relative to the working directory. May be deleted at any time.</summary>
    [Required]
    public string CacheFolder { get; set; } = ".cache";

    /// <summary>Folder with <c>initdb</c>, <c>postgres</c> and <c>pg_ctl</c>; null: searched for, then fetched.</summary>
    public string? BinFolder { get; set; }

    /// <summary>Whether the programs are the machine's, the fetched package's, or the former else the latter.</summary>
    [EnumDataType(typeof(PostgresSource))]
    public PostgresSource Source { get; set; } = PostgresSource.Any;

    /// <summary>
    /// Where cluster and programs go when the host is root and the user it lends PostgreSQL cannot enter <see cref="DataFolder"/> or
    /// <see cref="CacheFolder"/>, as below <c>/root</c>.
    /// </summary>
    [Required]
    public string OutsideFolder { get; set; } = "/var/lib/settlement";

    /// <summary>TCP port of the embedded server on loopback; 0: the one of the last start when it is free, else any free one.</summary>
    [Range(0, 65_535)]
    public int Port { get; set; }

    /// <summary>Most connections of the general pool. Both pools together stay below the embedded server's 100.</summary>
    [Range(1, 1_000)]
    public int PoolSize { get; set; } = 40;

    /// <summary>Most connections of the pool for hot statements.</summary>
    [Range(1, 1_000)]
    public int HotPoolSize { get; set; } = 30;

    /// <summary>Seconds in which the server must accept connections, crash recovery included.</summary>
    [Range(1, 3_600)]
    public int StartupTimeoutSeconds { get; set; } = 120;

    /// <summary>Seconds that a clean stop may take before sessions and server are ended the hard way (which loses nothing).</summary>
    [Range(1, 600)]
    public int StopTimeoutSeconds { get; set; } = 30;

    /// <summary>Seconds that one statement may take unless its command says otherwise.</summary>
    [Range(1, 3_600)]
    public int CommandTimeoutSeconds { get; set; } = 30;

    /// <summary>Settings of the embedded server beside or instead of the built-in ones: <c>shared_buffers</c> = <c>1GB</c>.</summary>
    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
