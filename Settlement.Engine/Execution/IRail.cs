using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>
/// A payment rail in one region. A wire id has at most one effect, in whatever region and however often it is sent. Faults of the network
/// are answers, not exceptions; a call honours its cancellation, and one that is cancelled may have been done.
/// </summary>
public interface IRail
{
    string Region { get; }

    /// <summary>
    /// Sends wires; one reply per wire, in order. <see cref="WireStatus.Unknown"/> means that the reply was lost: the wire may have been
    /// done, and may still be done until the region is fenced with a greater token.
    /// </summary>
    Task<IReadOnlyList<WireReply>> SendAsync(IReadOnlyList<WireInstruction> wires, long fencingToken, CancellationToken cancellationToken);

    /// <summary>
    /// What became of wires that were sent earlier through any region, in order; <see cref="WireStatus.NotFound"/> when the network has not done one.
    /// </summary>
    Task<IReadOnlyList<WireReply>> InquireAsync(IReadOnlyList<WireInstruction> wires, CancellationToken cancellationToken);

    /// <summary>
    /// From the moment this returns true the network refuses what comes, or is still under way, through <paramref name="region"/> with a
    /// smaller token. False: this rail could not reach the network.
    /// </summary>
    Task<bool> FenceAsync(string region, long fencingToken, CancellationToken cancellationToken);
}

/// <param name="Attempt">1 for the first call about the wire; as a bank's "possible duplicate" mark it tells a rail that there were earlier ones.</param>
public sealed record WireInstruction(PlannedWire Wire, int Attempt);

public enum WireStatus
{
    Confirmed,
    Refused,
    Unknown,
    NotFound,

    /// <summary>The region does not answer at all; nothing was taken.</summary>
    RegionDown,

    /// <summary>The token is older than the fence; nothing was taken.</summary>
    Fenced,
}

/// <param name="Code">For refusals a stable code, e.g. account_blocked.</param>
/// <param name="IsFinal">A refusal that no retry can change.</param>
public sealed record WireReply(WireStatus Status, string Code = "", string Reason = "", bool IsFinal = false)
{
    public static WireReply Confirmed { get; } = new(WireStatus.Confirmed);

    public static WireReply Unknown { get; } = new(WireStatus.Unknown);

    public static WireReply NotFound { get; } = new(WireStatus.NotFound);

    public static WireReply RegionDown { get; } = new(WireStatus.RegionDown);

    public static WireReply Fenced { get; } = new(WireStatus.Fenced);
}
