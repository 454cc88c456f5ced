using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.RateLimits;

/// <summary>How many requests one client may submit; configuration section <c>RateLimit</c>, validated at start. Off by default.</summary>
public sealed class RateLimitOptions
{
    public const string Section = "RateLimit";

    /// <summary>Requests a second that an API key, or without one a remote address, may submit on average; 0 sets no limit.</summary>
    [Range(0, 1_000_000)]
    public int PerSecond { get; set; }

    /// <summary>Requests that may come at once after a quiet time.</summary>
    [Range(1, 1_000_000)]
    public int Burst { get; set; } = 100;
}
