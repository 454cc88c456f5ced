namespace Settlement.Engine.Execution.Simulation;

/// <summary>A region does not answer: from a time until a time, or for a range of a wire's attempts. What is not set does not restrict.</summary>
public sealed class Outage
{
    public string Region { get; set; } = "";

    /// <summary>Inclusive.</summary>
    public DateTimeOffset? From { get; set; }

    /// <summary>Exclusive.</summary>
    public DateTimeOffset? Until { get; set; }

    /// <summary>Inclusive.</summary>
    public int? FirstAttempt { get; set; }

    /// <summary>Inclusive.</summary>
    public int? LastAttempt { get; set; }

    /// <param name="attempt">Null: a call that is about no wire; outages by attempt do not concern it.</param>
    public bool Covers(string region, int? attempt, DateTimeOffset now) =>
        string.Equals(region, Region, StringComparison.Ordinal)
        && (From is not { } from || now >= from)
        && (Until is not { } until || now < until)
        && (attempt is { } number
            ? (FirstAttempt is not { } first || number >= first) && (LastAttempt is not { } last || number <= last)
            : FirstAttempt is null && LastAttempt is null);
}
