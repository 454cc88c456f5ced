using Microsoft.EntityFrameworkCore;
using Settlement.Domain.Batches;
using Settlement.Engine.Actions;
using Settlement.Engine.Planning;
using Settlement.Engine.ReadModel;
using Settlement.Sagas.Drivers;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Releases a batch that waits for a person. One item per currency that it moves; the first that is done confirms it.</summary>
internal sealed class ConfirmBatchAction(
    IDbContextFactory<ReadContext> contexts, PlanReader plans, ISagaDispatcher sagas, DriverSignals signals, TimeProvider time) : IOperatorAction
{
    public const string Name = "confirm_batch";

    public string Kind => Name;

    public string Summary => "Confirms a batch that waits for a person; its wires are sent";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["batch"] = "the batch's id" };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (parameters.Text("batch", errors) is not { } batchId)
        {
            return ActionDraft.Refused(errors);
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Batches.SingleOrDefaultAsync(batch => batch.BatchId == batchId, cancellationToken);
        if (row is null || await plans.LatestRoundAsync(batchId, cancellationToken) is not { } stored)
        {
            return ActionDraft.Refused(new ActionError("parameters.batch", "not_found", $"There is no batch '{batchId}'.", IsMissing: true));
        }

        if (row.State != BatchState.AwaitingConfirmation)
        {
            return ActionDraft.Refused(new ActionError(
                "parameters.batch", "not_awaiting_confirmation", $"Batch {batchId} is {row.State.ToLowerInvariant()} and does not wait for a confirmation."));
        }

        var payIns = stored.Batch.Wires.Where(wire => wire.Phase == WirePhase.PayIn).GroupBy(wire => wire.Currency, StringComparer.Ordinal)
            .OrderBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => new DraftItem(
                $"{batchId} {group.Key}", $"{group.Count()} pay-ins in {group.Key}",
                [.. group.SelectMany(wire => new[] { wire.Debtor, wire.Creditor }).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
                group.Key, group.Sum(wire => wire.AmountMinor), $"awaiting confirmation, round {row.Round}, plan {row.PlanHash[..12]}"));
        return new ActionDraft(
            $"Confirm {batchId}: {row.Transactions} payments of {row.WindowId}", [.. payIns],
            [$"{stored.Batch.Wires.Count} wires are sent at once; what is confirmed cannot be called back."], []);
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        await sagas.SendAsync(new BatchConfirmed(key.Split(' ')[0], order.Operator, order.Reason, time.GetUtcNow()), cancellationToken);
        signals.Batches.Raise();
        return ItemResult.Done("confirmed");
    }
}
