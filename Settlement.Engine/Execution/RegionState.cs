namespace Settlement.Engine.Execution;

/// <summary>One region as the table <c>rail_regions</c> holds it.</summary>
/// <param name="FencingToken">What wires sent through it carry now.</param>
/// <param name="AcknowledgedToken">The network refuses smaller tokens than this one for certain.</param>
/// <param name="ClosedUntil">Another region has taken over until then.</param>
public sealed record RegionState(string Region, long FencingToken, long AcknowledgedToken, DateTimeOffset? ClosedUntil)
{
    public bool IsOpen(DateTimeOffset now) => ClosedUntil is not { } until || until <= now;
}
