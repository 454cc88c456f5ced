using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Reference;

public enum ReferenceSeed
{
    /// <summary>Start empty.</summary>
    None,

    /// <summary>Start with <see cref="DemoCommunity"/>.</summary>
    Demo,
}

/// <summary>How a host keeps its reference data; configuration section <c>Reference</c>, validated at start.</summary>
public sealed class ReferenceOptions
{
    public const string Section = "Reference";

    /// <summary>What a database without participants is filled with. Not given: demo on the embedded database, none on a database of one's own.</summary>
    public ReferenceSeed? Seed { get; set; }

    /// <summary>Milliseconds after which the version is read even without a notification, 10 to 60,000.</summary>
    [Range(10, 60_000)]
    public int PollMilliseconds { get; set; } = 1_000;
}
