using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Redis;

/// <summary>How Redis is reached and used; configuration section <c>Redis</c>, validated at start when Redis is asked for.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>host:port; several separated by commas for a primary with replicas. Required.</summary>
    [Required, RegularExpression(@"[^,\s=]+:\d{1,5}(,[^,\s=]+:\d{1,5})*", ErrorMessage = "Redis:Address must be host:port, several separated by commas.")]
    public string Address { get; set; } = "";

    public string? Password { get; set; }

    public bool UseTls { get; set; }

    [Range(0, 15)]
    public int Database { get; set; }

    /// <summary>
    /// Stands before every key: systems with different scopes share a server without seeing each other's idempotency keys, processes of one system need the same.
    /// In braces in the key, so that a cluster keeps a system's keys together, which a script over two of them needs.
    /// </summary>
    [Required, RegularExpression("[A-Za-z0-9._-]{1,64}", ErrorMessage = "Redis:Scope must be 1 to 64 letters, digits and . _ -")]
    public string Scope { get; set; } = "settlement";

    /// <summary>Hours for which a key and its answer are remembered here, from the last answer on. The database knows them for ever, and decides then.</summary>
    [Range(1, 8_760)]
    public int TtlHours { get; set; } = 168;

    /// <summary>Milliseconds until Redis counts as away for a request, which then goes on without it.</summary>
    [Range(10, 10_000)]
    public int TimeoutMilliseconds { get; set; } = 500;

    /// <summary>Milliseconds after a failure in which Redis is not asked again.</summary>
    [Range(1, 60_000)]
    public int PauseMilliseconds { get; set; } = 250;
}
