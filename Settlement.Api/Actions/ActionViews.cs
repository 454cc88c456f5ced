using System.Globalization;
using System.Text.Json;
using Settlement.Domain.Actions;
using Settlement.Domain.Currencies;
using Settlement.Engine.Actions;

namespace Settlement.Api.Actions;

/// <summary>Actions as the API shows them.</summary>
internal sealed class ActionViews(ActionStore store, TimeProvider time)
{
    private const int ItemsShown = 500;

    public async Task<OperatorAction?> FindAsync(string actionId, CancellationToken cancellationToken) =>
        await store.FindAsync(actionId, cancellationToken) is { } action ? await ShowAsync(action, ItemsShown, cancellationToken) : null;

    public async Task<IReadOnlyList<OperatorAction>> ListAsync(
        DateTimeOffset before, string beforeId, ActionState? state, string? kind, int max, CancellationToken cancellationToken)
    {
        var shown = new List<OperatorAction>();
        foreach (var action in await store.ListAsync(before, beforeId, state, kind, max, cancellationToken))
        {
            shown.Add(await ShowAsync(action, 0, cancellationToken));
        }

        return shown;
    }

    /// <summary>Null when there is no such action.</summary>
    public async Task<IReadOnlyList<ActionItem>?> ItemsAsync(string actionId, int after, int max, CancellationToken cancellationToken) =>
        await store.FindAsync(actionId, cancellationToken) is null
            ? null
            : [.. (await store.ItemsAsync(actionId, after, max, cancellationToken)).Select(Show)];

    private async Task<OperatorAction> ShowAsync(StoredAction action, int items, CancellationToken cancellationToken)
    {
        var progress = await store.ProgressAsync(action.ActionId, cancellationToken);
        var totals = await store.TotalsAsync(action.ActionId, cancellationToken);
        var parties = await store.PartiesAsync(action.ActionId, cancellationToken);
        IReadOnlyList<StoredItem> shown = items > 0 ? await store.ItemsAsync(action.ActionId, 0, items, cancellationToken) : [];
        using var parameters = JsonDocument.Parse(action.Parameters);
        var isExpired = action.State is ActionState.Previewed or ActionState.Waiting && action.ExpiresAt <= time.GetUtcNow();
        return new OperatorAction(
            action.ActionId, action.Kind, action.Title, isExpired ? ActionState.Expired : action.State, parameters.RootElement.Clone(), progress.Values.Sum(),
            [.. totals.Select(total => new ActionValue(total.Currency, Money.ToUnits(total.Minor, Currency.Get(total.Currency)).ToString(CultureInfo.InvariantCulture)))], parties, action.Notes,
            action.Hash, action.SecondPerson.Length > 0 ? action.SecondPerson : null, action.ItemsPerSecond, action.CreatedAt, action.CreatedBy,
            action.ExpiresAt, action.ExecutedAt, action.ExecutedBy, action.Reason, action.DecidedAt, action.DecidedBy, action.DecisionReason,
            action.FinishedAt, action.CancelledBy,
            new ActionProgress(
                progress.GetValueOrDefault(ItemState.Pending), progress.GetValueOrDefault(ItemState.Running), progress.GetValueOrDefault(ItemState.Done),
                progress.GetValueOrDefault(ItemState.Failed), progress.GetValueOrDefault(ItemState.Skipped)),
            [.. shown.Select(Show)]);
    }

    private static ActionItem Show(StoredItem item) => new(
        item.Item, item.Key, item.Description, item.Parties, item.Currency,
        item.Currency is null ? null : Money.Format(item.AmountMinor, Currency.Get(item.Currency)), item.State, item.Outcome, item.EndedAt);
}
