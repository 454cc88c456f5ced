using Settlement.Domain.Reference;

namespace Settlement.Engine.Reference;

public enum ChangeOutcome
{
    /// <summary>A rule would be broken; nothing was changed.</summary>
    Refused,

    /// <summary>Everything stood there already; nothing was changed, and nothing recorded.</summary>
    Unchanged,

    /// <summary>Rows that existed were changed.</summary>
    Updated,

    /// <summary>At least one row is new.</summary>
    Created,
}

/// <param name="Breaches">Why it was refused; else empty.</param>
public sealed record ChangeResult(ChangeOutcome Outcome, IReadOnlyList<RuleBreach> Breaches)
{
    public bool IsRefused => Outcome == ChangeOutcome.Refused;

    internal static ChangeResult Refused(IReadOnlyList<RuleBreach> breaches) => new(ChangeOutcome.Refused, breaches);
}
