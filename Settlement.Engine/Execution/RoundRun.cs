using Settlement.Domain.Batches;

namespace Settlement.Engine.Execution;

/// <summary>
/// One round of a batch on its way through the rails. Everything it decides by is in the database before and after each step, so that another run
/// can go on from any point; what it holds in memory is a copy that it reads again when the table says otherwise.
/// </summary>
internal sealed class RoundRun(PlannedBatch batch, IWireStore store, RegionDesk desk, WireRules rules, ExecutionOptions options, TimeProvider time)
{
    private readonly Dictionary<string, StoredWire> _wires = new(batch.Wires.Count, StringComparer.Ordinal);
    private readonly Dictionary<string, RegionState> _regions = new(StringComparer.Ordinal);

    /// <summary>Stores the round; what of it is new is sent at once.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        var now = Now();
        var region = desk.Presumed(now);
        var claimed = await ReadAsync(region, now, cancellationToken).ConfigureAwait(false);
        if (claimed.Count > 0)
        {
            await DispatchAsync([.. claimed.Select(id => _wires[id])], desk.RailOf(region!.Region), region, cancellationToken).ConfigureAwait(false);
        }
    }

    private Task ReadAsync(CancellationToken cancellationToken) => ReadAsync(null, Now(), cancellationToken);

    private async Task<IReadOnlySet<string>> ReadAsync(RegionState? claim, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var round = await store.OpenAsync(batch, claim, now, cancellationToken).ConfigureAwait(false);
        foreach (var wire in round.Wires)
        {
            _wires[wire.Wire.WireId] = wire;
        }

        foreach (var region in round.Regions)
        {
            _regions[region.Region] = region;
        }

        desk.Saw(_regions);
        return round.Claimed;
    }

    /// <summary>Does what can be done now. Null: something was done, call again; else how it stands.</summary>
    public async Task<ExecutionResult?> StepAsync(CancellationToken cancellationToken)
    {
        var phase = CurrentPhase();
        if (phase.Count == 0)
        {
            return new ExecutionResult(ExecutionOutcome.Completed, [], null);
        }

        var now = Now();
        var doubts = phase.FindAll(wire => wire.Is(WireState.Sending) && wire.IsDue(now));
        if (doubts.Count > 0)
        {
            await InquireAsync(doubts, now, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (phase.Exists(wire => wire.HasFailed))
        {
            return await CloseFailedAsync(phase, now, cancellationToken).ConfigureAwait(false);
        }

        var due = phase.FindAll(wire => wire.Is(WireState.Pending) && wire.IsDue(now));
        if (due.Count > 0)
        {
            await SendAsync(due, now, cancellationToken).ConfigureAwait(false);
            return null;
        }

        return Waiting(phase);
    }

    /// <summary>The wires of the phase that is under way, the confirmed ones among them; none when both phases are done.</summary>
    private List<StoredWire> CurrentPhase()
    {
        foreach (var phase in (ReadOnlySpan<WirePhase>)[WirePhase.PayIn, WirePhase.PayOut])
        {
            var wires = _wires.Values.Where(wire => wire.Wire.Phase == phase).ToList();
            if (wires.Exists(wire => !wire.Is(WireState.Confirmed)))
            {
                return wires;
            }
        }

        return [];
    }

    private async Task SendAsync(List<StoredWire> due, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (rail, region) = desk.Choose(_regions, now);
        var claimed = await store.ClaimAsync(due, region.Region, region.FencingToken, now, cancellationToken).ConfigureAwait(false);
        if (claimed < due.Count)
        {
            // Another engine is at it. What this claim did get is in doubt now, and will be asked about.
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        var sent = due.ConvertAll(wire => wire with
        {
            State = WireState.Sending, Attempts = wire.Attempts + 1, Region = region.Region, FencingToken = region.FencingToken, NextAttemptAt = null,
        });
        await DispatchAsync(sent, rail, region, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Sends what is marked as being sent.</summary>
    private async Task DispatchAsync(List<StoredWire> sent, IRail rail, RegionState region, CancellationToken cancellationToken)
    {
        var replies = await RailCall.SendAsync(
            rail, sent.ConvertAll(wire => new WireInstruction(wire.Wire, wire.Attempts)), region.FencingToken, options, time, cancellationToken)
            .ConfigureAwait(false);
        var answeredAt = Now();
        var steps = sent.Zip(replies, (wire, reply) => rules.AfterSend(wire, reply, answeredAt)).ToList();
        await RecordAsync(steps, answeredAt, cancellationToken).ConfigureAwait(false);
        await NoteAsync(region, replies, cancellationToken).ConfigureAwait(false);
        if (replies.Any(reply => reply.Status == WireStatus.Fenced))
        {
            await RenewTokenAsync(region, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task InquireAsync(List<StoredWire> doubts, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (rail, region) = desk.Choose(_regions, now);
        var fenced = doubts.ConvertAll(IsFenced);
        var replies = await RailCall.InquireAsync(
            rail, doubts.ConvertAll(wire => new WireInstruction(wire.Wire, wire.Attempts + 1)), options, time, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < doubts.Count; i++)
        {
            if (replies[i].Status == WireStatus.NotFound && !IsFenced(doubts[i])
                && await desk.FenceAsync(doubts[i].Region!, doubts[i].FencingToken!.Value, cancellationToken).ConfigureAwait(false) is { } state)
            {
                Learn(state);
            }
        }

        var answeredAt = Now();
        var steps = doubts.Select((wire, i) => rules.AfterInquiry(wire, replies[i], fenced[i], IsFenced(wire), answeredAt)).ToList();
        await RecordAsync(steps, answeredAt, cancellationToken).ConfigureAwait(false);
        await NoteAsync(region, replies, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Withdraws what is not at any rail, waits for what is in doubt, then says who failed.</summary>
    private async Task<ExecutionResult?> CloseFailedAsync(List<StoredWire> phase, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var unsent = _wires.Values.Where(wire => wire.Is(WireState.Pending)).Select(WireRules.Withdraw).ToList();
        if (unsent.Count > 0)
        {
            await RecordAsync(unsent, now, cancellationToken).ConfigureAwait(false);
            return null;
        }

        if (phase.Exists(wire => wire.Is(WireState.Sending)))
        {
            return Waiting(phase);
        }

        var failed = phase.Where(wire => wire.HasFailed).Select(wire => new FailedWire(
            wire.Wire, wire.Wire.Phase == WirePhase.PayIn ? wire.Wire.Debtor : wire.Wire.Creditor, wire.Code, wire.Reason));
        return new ExecutionResult(ExecutionOutcome.PartyFailed, [.. failed], null);
    }

    private static ExecutionResult Waiting(List<StoredWire> phase) => new(
        ExecutionOutcome.Waiting, [], phase.Where(wire => wire.Is(WireState.Pending) || wire.Is(WireState.Sending)).Min(wire => wire.NextAttemptAt));

    private async Task RecordAsync(List<WireStep> steps, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var recorded = await store.RecordAsync(steps, now, cancellationToken).ConfigureAwait(false);
        if (recorded < steps.Count)
        {
            await ReadAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        foreach (var step in steps)
        {
            _wires[step.After.Wire.WireId] = step.After;
        }
    }

    private async Task NoteAsync(RegionState region, IReadOnlyList<WireReply> replies, CancellationToken cancellationToken)
    {
        var answered = replies.Any(reply => reply.Status is not (WireStatus.RegionDown or WireStatus.Unknown));
        if (await desk.NoteAsync(region, answered, _regions, cancellationToken).ConfigureAwait(false) is { } closed)
        {
            Learn(closed);
        }
    }

    /// <summary>
    /// Somebody fenced the region meanwhile: the table has the new token. If it has not, the network knows a greater one than the table, as after
    /// a restored backup: then the token is raised past the one that was refused.
    /// </summary>
    private async Task RenewTokenAsync(RegionState refused, CancellationToken cancellationToken)
    {
        await ReadAsync(cancellationToken).ConfigureAwait(false);
        if (RegionDesk.StateOf(_regions, refused.Region).FencingToken <= refused.FencingToken
            && await desk.FenceAsync(refused.Region, refused.FencingToken, cancellationToken).ConfigureAwait(false) is { } raised)
        {
            Learn(raised);
        }
    }

    private void Learn(RegionState state)
    {
        _regions[state.Region] = state;
        desk.Saw(_regions);
    }

    private bool IsFenced(StoredWire wire) => RegionDesk.StateOf(_regions, wire.Region!).AcknowledgedToken > wire.FencingToken;

    private DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
