using Settlement.Engine.Actions;
using Settlement.Engine.Execution;
using Settlement.Engine.Failures;
using Settlement.Sagas.Drivers;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Sends refused wires again, and asks at once about those that are in doubt: refused refunds, for which a batch waits.</summary>
internal sealed class RetryWiresAction(OpenWireStore open, WireReleases releases, DriverSignals signals) : IOperatorAction
{
    public const string Name = "retry_wires";
    private const int MaxWires = 50_000;

    public string Kind => Name;

    public string Summary => "Sends wires again that were refused, and asks the network about those in doubt: some, those of a batch, or all of one cause";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["batch"] = "all wires of this batch that wait for a person",
        ["cause"] = "all wires of this cause, as GET /api/v1/failures names it; alone or with batch",
        ["wires"] = "some wires by their ids; instead of batch and cause",
    };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        var batch = parameters.Text("batch", errors, isRequired: false);
        var cause = parameters.Text("cause", errors, isRequired: false);
        var ids = parameters.Texts("wires", MaxWires, errors);
        if (errors.Count == 0 && (batch is null && cause is null) == (ids.Count == 0))
        {
            errors.Add(new ActionError("parameters", "one_of", "parameters must have either wires, or batch or cause."));
        }

        if (errors.Count > 0)
        {
            return ActionDraft.Refused(errors);
        }

        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var wires = (await open.ListAsync(batch, cause, ids is [var only] ? only : null, null, MaxWires, cancellationToken))
            .Where(wire => wanted.Count == 0 || wanted.Contains(wire.WireId)).ToList();
        if (wanted.Except(wires.Select(wire => wire.WireId), StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return ActionDraft.Refused(new ActionError("parameters.wires", "not_found", $"Wire {missing} does not exist, or does not wait for a person.", IsMissing: true));
        }

        return new ActionDraft($"Retry {wires.Count} wires", [.. wires.Select(Item)], ["Each is sent once more under its own id: a rail that has done it does not do it twice.", "The refused wires of a batch go together."], []);
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (await releases.ReleaseAsync(key, cancellationToken) is not var (release, batchId, state))
        {
            return ItemResult.Failed("there is no such wire");
        }

        signals.RecalledBatches.Enqueue(batchId);
        signals.Batches.Raise();
        return release switch
        {
            WireRelease.Released => ItemResult.Done($"released: batch {batchId} sends it again"),
            WireRelease.Asked => ItemResult.Done("the network is asked about it"),
            _ => ItemResult.Done($"it is {state}: it went with the others of its batch, or needs nobody"),
        };
    }

    private static DraftItem Item(OpenWire wire) => new(
        wire.WireId, $"{wire.Debtor} to {wire.Creditor}, {wire.State}: {wire.Code} {wire.Reason}".TrimEnd(), [wire.Debtor, wire.Creditor], wire.Currency, wire.AmountMinor,
        $"{wire.State} after {wire.Attempts} calls");
}
