using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>A wire as the table <c>wires</c> holds it.</summary>
/// <param name="State">One of <see cref="WireState"/>.</param>
/// <param name="Region">Where it was sent last.</param>
/// <param name="Attempts">Calls about it so far, sends and inquiries; every change counts it up or is checked against it.</param>
/// <param name="Refusals">Transient refusals so far.</param>
/// <param name="FencingToken">The token it was sent with last.</param>
/// <param name="NextAttemptAt">Not to be sent, or asked about, before; null is at once.</param>
public sealed record StoredWire(
    PlannedWire Wire, string State, string? Region, int Attempts, int Refusals, long? FencingToken, DateTimeOffset? NextAttemptAt,
    string Code, string Reason)
{
    public bool Is(string state) => string.Equals(State, state, StringComparison.Ordinal);

    public bool IsDue(DateTimeOffset now) => NextAttemptAt is not { } next || next <= now;

    /// <summary>Refused or out of tries: its party has failed.</summary>
    public bool HasFailed => Is(WireState.Refused) || Is(WireState.Failed);
}
