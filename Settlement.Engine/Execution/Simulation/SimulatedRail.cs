using Microsoft.Extensions.Options;

namespace Settlement.Engine.Execution.Simulation;

/// <summary>One region of the simulated network, which fails as its <see cref="FaultPlan"/> says.</summary>
public sealed class SimulatedRail(string region, SimulatedNetwork network, IOptions<FaultPlan> faults, TimeProvider time) : IRail
{
    private readonly FaultPlan _faults = faults.Value;

    public string Region => region;

    public async Task<IReadOnlyList<WireReply>> SendAsync(
        IReadOnlyList<WireInstruction> wires, long fencingToken, CancellationToken cancellationToken)
    {
        await ArriveAsync(wires, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var decided = wires.Select(wire => _faults.Decide(wire.Wire, wire.Attempt, region, now)).ToList();
        var taken = wires.Where((_, i) => decided[i].Fault is Fault.None or Fault.LostAfter).Select(wire => wire.Wire).ToList();
        var done = (await network.DeliverAsync(region, fencingToken, taken, cancellationToken).ConfigureAwait(false))
            .Zip(taken).ToDictionary(pair => pair.Second.WireId, pair => pair.First, StringComparer.Ordinal);
        await HoldAsync(wires, decided, fencingToken, cancellationToken).ConfigureAwait(false);
        var refused = await AlreadyDoneAsync(wires, decided, cancellationToken).ConfigureAwait(false);
        return
        [
            .. wires.Select((wire, i) => decided[i] switch
            {
                (Fault.None, _) => done[wire.Wire.WireId],
                (Fault.Down, _) => WireReply.RegionDown,
                (Fault.FinalRefusal or Fault.TransientRefusal, _) when refused.Contains(wire.Wire.WireId) => WireReply.Confirmed,
                (Fault.FinalRefusal, var code) => new WireReply(WireStatus.Refused, code, "the account does not take part", IsFinal: true),
                (Fault.TransientRefusal, var code) => new WireReply(WireStatus.Refused, code, "not enough liquidity at the rail now"),
                _ => WireReply.Unknown,
            }),
        ];
    }

    public async Task<IReadOnlyList<WireReply>> InquireAsync(IReadOnlyList<WireInstruction> wires, CancellationToken cancellationToken)
    {
        await ArriveAsync(wires, cancellationToken).ConfigureAwait(false);
        var now = time.GetUtcNow();
        var replies = await network.InquireAsync([.. wires.Select(wire => wire.Wire)], cancellationToken).ConfigureAwait(false);
        return [.. replies.Select((reply, i) => _faults.IsDown(region, wires[i].Attempt, now) ? WireReply.RegionDown : reply)];
    }

    public async Task<bool> FenceAsync(string region, long fencingToken, CancellationToken cancellationToken)
    {
        if (_faults.IsDown(Region, attempt: null, time.GetUtcNow()))
        {
            return false;
        }

        await network.FenceAsync(region, fencingToken, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task ArriveAsync(IReadOnlyList<WireInstruction> wires, CancellationToken cancellationToken)
    {
        var delay = _faults.Delay(wires, region);
        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, time, cancellationToken).ConfigureAwait(false);
        }

        if (_faults.HeldRate > 0)
        {
            await network.DeliverHeldAsync(time.GetUtcNow().AddMilliseconds(-_faults.HoldMilliseconds), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task HoldAsync(
        IReadOnlyList<WireInstruction> wires, List<(Fault Fault, string Code)> decided, long fencingToken, CancellationToken cancellationToken)
    {
        var held = wires.Where((_, i) => decided[i].Fault == Fault.Held).ToList();
        if (held.Count > 0)
        {
            await network.HoldAsync(region, fencingToken, held, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>A wire that is done is never refused afterwards: the repetition is answered as the original.</summary>
    private async Task<HashSet<string>> AlreadyDoneAsync(
        IReadOnlyList<WireInstruction> wires, List<(Fault Fault, string Code)> decided, CancellationToken cancellationToken)
    {
        var again = wires
            .Where((wire, i) => wire.Attempt > 1 && decided[i].Fault is Fault.FinalRefusal or Fault.TransientRefusal)
            .Select(wire => wire.Wire).ToList();
        var replies = await network.InquireAsync(again, cancellationToken).ConfigureAwait(false);
        return again.Where((_, i) => replies[i].Status == WireStatus.Confirmed).Select(wire => wire.WireId).ToHashSet(StringComparer.Ordinal);
    }
}
