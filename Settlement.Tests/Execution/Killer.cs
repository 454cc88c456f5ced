using Settlement.Domain.Batches;
using Settlement.Engine.Execution;

namespace Settlement.Tests.Execution;

internal sealed class KilledException : Exception;

/// <summary>
/// Stands between the stage and everything durable, counts the calls, and ends the process, as it were, right before or right after one of
/// them. It also writes down what was asked of the rails.
/// </summary>
internal sealed class Killer(int callToDieAt = int.MaxValue, bool afterwards = false)
{
    private int _calls;

    /// <summary>Store and rail calls so far, by name.</summary>
    public List<string> Calls { get; } = [];

    public List<(string Kind, string Region, IReadOnlyList<WireInstruction> Wires, IReadOnlyList<WireReply> Replies)> RailCalls { get; } = [];

    public IWireStore Around(IWireStore store) => new Store(store, this);

    public IRail Around(IRail rail) => new Rail(rail, this);

    private async Task<T> PassAsync<T>(string name, Func<Task<T>> call)
    {
        var number = Interlocked.Increment(ref _calls);
        lock (Calls)
        {
            Calls.Add(name);
        }

        if (number == callToDieAt && !afterwards)
        {
            throw new KilledException();
        }

        var result = await call();
        return number == callToDieAt ? throw new KilledException() : result;
    }

    private sealed class Store(IWireStore store, Killer killer) : IWireStore
    {
        public Task<OpenRound> OpenAsync(PlannedBatch batch, RegionState? claim, DateTimeOffset now, CancellationToken cancellationToken) =>
            killer.PassAsync("open", () => store.OpenAsync(batch, claim, now, cancellationToken));

        public Task<int> ClaimAsync(
            IReadOnlyList<StoredWire> wires, string region, long fencingToken, DateTimeOffset now, CancellationToken cancellationToken) =>
            killer.PassAsync("claim", () => store.ClaimAsync(wires, region, fencingToken, now, cancellationToken));

        public Task<int> RecordAsync(IReadOnlyList<WireStep> steps, DateTimeOffset now, CancellationToken cancellationToken) =>
            killer.PassAsync("record", () => store.RecordAsync(steps, now, cancellationToken));

        public Task<RegionState> RaiseTokenAsync(string region, long above, CancellationToken cancellationToken) =>
            killer.PassAsync("raise", () => store.RaiseTokenAsync(region, above, cancellationToken));

        public Task<RegionState> AcknowledgeFenceAsync(
            string region, long fencingToken, DateTimeOffset? closedUntil, CancellationToken cancellationToken) =>
            killer.PassAsync("acknowledge", () => store.AcknowledgeFenceAsync(region, fencingToken, closedUntil, cancellationToken));

        public Task<IReadOnlyList<PlannedWire>> ConfirmedAsync(string batchId, CancellationToken cancellationToken) =>
            store.ConfirmedAsync(batchId, cancellationToken);
    }

    private sealed class Rail(IRail rail, Killer killer) : IRail
    {
        public string Region => rail.Region;

        public Task<IReadOnlyList<WireReply>> SendAsync(
            IReadOnlyList<WireInstruction> wires, long fencingToken, CancellationToken cancellationToken) =>
            killer.PassAsync("send", async () => Note("send", wires, await rail.SendAsync(wires, fencingToken, cancellationToken)));

        public Task<IReadOnlyList<WireReply>> InquireAsync(IReadOnlyList<WireInstruction> wires, CancellationToken cancellationToken) =>
            killer.PassAsync("inquire", async () => Note("inquire", wires, await rail.InquireAsync(wires, cancellationToken)));

        public Task<bool> FenceAsync(string region, long fencingToken, CancellationToken cancellationToken) =>
            killer.PassAsync("fence", async () =>
            {
                var done = await rail.FenceAsync(region, fencingToken, cancellationToken);
                killer.RailCalls.Add(("fence", region, [], []));
                return done;
            });

        private IReadOnlyList<WireReply> Note(string kind, IReadOnlyList<WireInstruction> wires, IReadOnlyList<WireReply> replies)
        {
            lock (killer.RailCalls)
            {
                killer.RailCalls.Add((kind, rail.Region, wires, replies));
            }

            return replies;
        }
    }
}
