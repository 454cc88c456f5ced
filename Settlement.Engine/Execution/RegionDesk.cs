using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Execution;

/// <summary>
/// Chooses regions, counts the silent ones, and puts up fences. A region is closed only after the network has acknowledged its fence through
/// another one: what it still has under way cannot arrive behind the back of its successor.
/// </summary>
public sealed partial class RegionDesk(
    IEnumerable<IRail> rails, IWireStore store, IOptions<ExecutionOptions> options, TimeProvider time, ILogger<RegionDesk> logger)
{
    private readonly List<IRail> _rails = [.. rails];
    private readonly ConcurrentDictionary<string, int> _silent = new(StringComparer.Ordinal);
    private IReadOnlyDictionary<string, RegionState>? _lastSeen;

    /// <summary>
    /// The region to claim new wires for before the table has been read: by what was read last, null before that. Where it is out of date the
    /// network refuses the token, and nothing is lost but a round trip.
    /// </summary>
    public RegionState? Presumed(DateTimeOffset now) => Volatile.Read(ref _lastSeen) is { } states ? Choose(states, now).State : null;

    /// <summary>Notes the regions as they were just read.</summary>
    public void Saw(IReadOnlyDictionary<string, RegionState> states) =>
        Volatile.Write(ref _lastSeen, new Dictionary<string, RegionState>(states, StringComparer.Ordinal));

    public IRail RailOf(string region) => _rails.Find(rail => IsRegion(rail, region)) ?? throw new ArgumentException($"no rail of {region}", nameof(region));

    /// <summary>The first open region in order of preference; when all are closed, the one that opens first.</summary>
    public (IRail Rail, RegionState State) Choose(IReadOnlyDictionary<string, RegionState> states, DateTimeOffset now)
    {
        var known = _rails.ConvertAll(rail => (Rail: rail, State: StateOf(states, rail.Region)));
        var open = known.FindIndex(region => region.State.IsOpen(now));
        return open >= 0 ? known[open] : known.MinBy(region => region.State.ClosedUntil);
    }

    /// <summary>A region nobody has fenced yet sends with token 1.</summary>
    public static RegionState StateOf(IReadOnlyDictionary<string, RegionState> states, string region) =>
        states.TryGetValue(region, out var state) ? state : new RegionState(region, 1, 0, null);

    /// <summary>Fences a region against all tokens up to <paramref name="above"/>; null when no rail reached the network.</summary>
    public async Task<RegionState?> FenceAsync(string region, long above, CancellationToken cancellationToken)
    {
        var raised = await store.RaiseTokenAsync(region, above, cancellationToken).ConfigureAwait(false);
        if (raised.AcknowledgedToken > above)
        {
            return raised;
        }

        // Through another region where that is possible: this one has just lost a reply.
        return await AcknowledgedAsync(raised, _rails.OrderBy(rail => IsRegion(rail, region)), null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Notes whether a region answered a call at all; one that is silent too often in a row is fenced and closed for a while.</summary>
    /// <returns>The region's new state when it was closed.</returns>
    public async Task<RegionState?> NoteAsync(
        RegionState state, bool answered, IReadOnlyDictionary<string, RegionState> states, CancellationToken cancellationToken)
    {
        if (answered)
        {
            _silent[state.Region] = 0;
            return null;
        }

        var silent = _silent.AddOrUpdate(state.Region, 1, static (_, count) => count + 1);
        var now = time.GetUtcNow();
        var successors = _rails.Where(rail => !IsRegion(rail, state.Region) && StateOf(states, rail.Region).IsOpen(now)).ToList();
        if (silent < options.Value.FailoverAfter || successors.Count == 0)
        {
            return null;
        }

        var raised = await store.RaiseTokenAsync(state.Region, state.FencingToken, cancellationToken).ConfigureAwait(false);
        var until = now.AddSeconds(options.Value.RegionRestSeconds);
        var closed = await AcknowledgedAsync(raised, successors, until, cancellationToken).ConfigureAwait(false);
        if (closed is not null)
        {
            _silent[state.Region] = 0;
            LogClosed(state.Region, silent, closed.FencingToken, until);
        }

        return closed;
    }

    private async Task<RegionState?> AcknowledgedAsync(
        RegionState raised, IEnumerable<IRail> through, DateTimeOffset? closedUntil, CancellationToken cancellationToken)
    {
        foreach (var rail in through)
        {
            if (await RailCall.FenceAsync(rail, raised, options.Value, time, cancellationToken).ConfigureAwait(false))
            {
                return await store.AcknowledgeFenceAsync(raised.Region, raised.FencingToken, closedUntil, cancellationToken).ConfigureAwait(false);
            }
        }

        LogUnfenced(raised.Region, raised.FencingToken);
        return null;
    }

    private static bool IsRegion(IRail rail, string region) => string.Equals(rail.Region, region, StringComparison.Ordinal);

    [LoggerMessage(1, LogLevel.Warning, "Region {Region} was silent {Calls} times in a row: fenced with token {Token}, left alone until {Until}")]
    private partial void LogClosed(string region, int calls, long token, DateTimeOffset until);

    [LoggerMessage(2, LogLevel.Warning, "No region could fence {Region} with token {Token}; its wires wait")]
    private partial void LogUnfenced(string region, long token);
}
