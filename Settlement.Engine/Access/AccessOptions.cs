using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Access;

/// <summary>Who is let in, and for how long; configuration section <c>Access</c>, validated at start.</summary>
public sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>
    /// demo or production. Not given: production where <c>DOTNET_ENVIRONMENT</c> or <c>ASPNETCORE_ENVIRONMENT</c> says so, else demo.
    /// </summary>
    public AccessMode? Mode { get; set; }

    /// <summary>Hours after which a person signs in again; 1 to 168, default 10: a shift.</summary>
    [Range(1, 168)]
    public int SessionHours { get; set; } = 10;

    /// <summary>
    /// Minutes after which a session ends that its person does not use; 5 to 1,440, default 30, as NIST SP 800-63B asks for at its second level. A page that
    /// refreshes itself is not use.
    /// </summary>
    [Range(5, 1_440)]
    public int IdleMinutes { get; set; } = 30;

    /// <summary>Failed sign-ins in a row that lock an account; 3 to 100, default 5.</summary>
    [Range(3, 100)]
    public int MaxFailedSignIns { get; set; } = 5;

    /// <summary>How long a locked account stays locked; 1 to 1,440 minutes, default 15.</summary>
    [Range(1, 1_440)]
    public int LockMinutes { get; set; } = 15;

    /// <summary>
    /// Seconds for which a credential that was looked up is good without asking the database; 0 to 60, default 5. So long may a session or
    /// key that was revoked on another host still serve here; on the host that revoked it, it ends at once.
    /// </summary>
    [Range(0, 60)]
    public int CacheSeconds { get; set; } = 5;

    /// <summary>Most credentials held in memory; 16 to 1,000,000, default 10,000. Beyond it the cache starts anew.</summary>
    [Range(16, 1_000_000)]
    public int CacheEntries { get; set; } = 10_000;

    /// <summary>Whether /metrics answers without a credential. Not given: in demo mode only. /health always does.</summary>
    public bool? OpenMetrics { get; set; }

    /// <summary>Says that a proxy in front ends TLS and is the only way in: the host may then listen beyond loopback without TLS of its own.</summary>
    public bool TlsEndedByProxy { get; set; }

    /// <summary>Lets production mode disable demo people that it finds, instead of refusing to start.</summary>
    public bool RemoveDemoPeople { get; set; }

    /// <summary>The first administrator, made when nobody has an account yet.</summary>
    public FirstAdministrator Administrator { get; set; } = new();
}
