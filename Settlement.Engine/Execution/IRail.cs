using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>
/// A payment rail in one region. A wire id has at most one effect, in whatever region and however often it is sent.
/// </summary>
public interface IRail
{
    string Region { get; }

    /// <summary>
    /// Sends wires; one reply per wire, in order. <see cref="WireReply.Unknown"/> means that the reply was lost: the wire may have been done.
    /// </summary>
    Task<IReadOnlyList<WireReply>> SendAsync(IReadOnlyList<PlannedWire> wires, long fencingToken, CancellationToken cancellationToken);

    /// <summary>What became of wires that were sent earlier, in order; <see cref="WireReply.NotFound"/> when the rail never saw one.</summary>
    Task<IReadOnlyList<WireReply>> InquireAsync(IReadOnlyList<string> wireIds, CancellationToken cancellationToken);

    /// <summary>From now on the network refuses what comes through <paramref name="region"/> with a smaller token.</summary>
    Task FenceAsync(string region, long fencingToken, CancellationToken cancellationToken);
}

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
}
