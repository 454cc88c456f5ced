using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>The engine's durable knowledge of wires and regions. Each call is one round trip and one commit, however many wires it is about.</summary>
public interface IWireStore
{
    /// <summary>
    /// Stores the round's wires that are not stored yet; returns all of them as they stand, and all regions. With a claim, those of the first phase
    /// are stored as being sent already, which saves claiming them.
    /// </summary>
    /// <exception cref="InvalidOperationException">The round stands there with other wires.</exception>
    Task<OpenRound> OpenAsync(PlannedBatch batch, RegionState? claim, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Marks pending wires as being sent; returns how many still were as given.</summary>
    Task<int> ClaimAsync(IReadOnlyList<StoredWire> wires, string region, long fencingToken, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Records changes and their history; returns how many wires still were as given.</summary>
    Task<int> RecordAsync(IReadOnlyList<WireStep> steps, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives a region a token greater than <paramref name="above"/>, unless it has one.</summary>
    Task<RegionState> RaiseTokenAsync(string region, long above, CancellationToken cancellationToken);

    /// <summary>Notes that the network has acknowledged a fence, and until when the region is left alone.</summary>
    Task<RegionState> AcknowledgeFenceAsync(string region, long fencingToken, DateTimeOffset? closedUntil, CancellationToken cancellationToken);

    /// <summary>The confirmed wires of all rounds, by round, phase and id.</summary>
    Task<IReadOnlyList<PlannedWire>> ConfirmedAsync(string batchId, CancellationToken cancellationToken);
}

/// <param name="Claimed">Ids of the wires that this call stored as being sent: whoever made it sends them.</param>
public sealed record OpenRound(IReadOnlyList<StoredWire> Wires, IReadOnlyList<RegionState> Regions, IReadOnlySet<string> Claimed);
