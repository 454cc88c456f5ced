using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Settlement.Domain.Access;
using Settlement.Domain.Actions;
using Settlement.Engine.Access;
using Settlement.Engine.Database;
using Settlement.Engine.Signals;

namespace Settlement.Engine.Actions;

/// <summary>
/// Where operators' actions are previewed, executed, approved, refused and given up. What was previewed is what is done: if it no longer holds, nothing is
/// done and the answer names the item. Everything is recorded.
/// </summary>
public sealed class ActionDesk(
    IEnumerable<IOperatorAction> kinds, ActionStore store, FourEyes fourEyes, Independence independence, ActivityLog activity, [FromKeyedServices(ActionsRegistration.Signal)] WakeSignal signal, IOptions<ActionOptions> options, TimeProvider time)
{
    /// <summary>Named in a refusal at most; more would not be read.</summary>
    private const int MaxNamed = 20;

    private readonly Dictionary<string, IOperatorAction> byKind = kinds.ToDictionary(kind => kind.Kind, StringComparer.Ordinal);

    public IReadOnlyList<ActionKind> Kinds { get; } =
        [.. kinds.OrderBy(kind => kind.Kind, StringComparer.Ordinal).Select(kind => new ActionKind(kind.Kind, kind.Summary, kind.Parameters))];

    public IOperatorAction? FindKind(string kind) => byKind.GetValueOrDefault(kind);

    /// <summary>Freezes what the action would do now.</summary>
    /// <returns>The action's id, or why there is nothing to preview.</returns>
    public async Task<(string? ActionId, ActionRefusal? Refusal)> PreviewAsync(
        string kind, ActionParameters parameters, int? itemsPerSecond, Caller caller, CancellationToken cancellationToken)
    {
        if (FindKind(kind) is not { } action)
        {
            return (null, new ActionRefusal(RefusalKind.Invalid, [new ActionError("kind", "unknown_kind", $"kind must be one of {string.Join(", ", Kinds.Select(known => known.Kind))}.")]));
        }

        if (itemsPerSecond is { } rate && (rate < 1 || rate > options.Value.ItemsPerSecond))
        {
            return (null, new ActionRefusal(
                RefusalKind.Invalid, [new ActionError("items_per_second", "out_of_range", $"items_per_second must be from 1 to {options.Value.ItemsPerSecond}.")]));
        }

        var draft = await action.DraftAsync(parameters, cancellationToken);
        if (Objection(draft) is { } refusal)
        {
            return (null, refusal);
        }

        var now = time.Now();
        var json = parameters.Json.GetRawText();
        var stored = new StoredAction(
            "act_" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)), kind, json, draft.Title, draft.Notes, HashOf(kind, json, draft.Items),
            fourEyes.Because(draft), itemsPerSecond ?? options.Value.ItemsPerSecond, ActionState.Previewed, now, caller.Name, caller.Id,
            now.AddMinutes(options.Value.PreviewMinutes), null, null, null, null, null, null, null, null, null);
        await store.AddAsync(stored, draft.Items, cancellationToken);
        return (stored.ActionId, null);
    }

    /// <summary>Runs a previewed action, or lets it wait for a second person where one is needed.</summary>
    public async Task<ActionRefusal?> ExecuteAsync(string actionId, string reason, Caller caller, CancellationToken cancellationToken)
    {
        var (action, refusal) = await FindInAsync(actionId, ActionState.Previewed, cancellationToken);
        refusal ??= await OutdatedAsync(action!, cancellationToken);
        if (refusal is null)
        {
            var waits = action!.SecondPerson.Length > 0;
            var expiresAt = waits ? time.Now().AddHours(options.Value.ApprovalHours) : action.ExpiresAt;
            var note = Note("executeAction", action, reason, caller, waits ? "waits for a second person" : "runs");
            refusal = await store.ExecuteAsync(actionId, waits ? ActionState.Waiting : ActionState.Running, caller, reason, expiresAt, note, cancellationToken)
                ? null
                : NotIn(ActionState.Previewed, "meanwhile changed");
        }

        signal.Raise();
        return await RecordRefusalAsync("executeAction", action, reason, caller, refusal);
    }

    /// <summary>The second person's yes. It cannot be whoever previewed or executed it.</summary>
    public async Task<ActionRefusal?> ApproveAsync(string actionId, string reason, Caller caller, CancellationToken cancellationToken)
    {
        var (action, refusal) = await FindInAsync(actionId, ActionState.Waiting, cancellationToken);
        refusal ??= await DependentAsync(action!, caller, cancellationToken) ?? await OutdatedAsync(action!, cancellationToken);
        if (refusal is null && !await store.DecideAsync(actionId, ActionState.Running, caller, reason, Note("approveAction", action!, reason, caller, "runs"), cancellationToken))
        {
            refusal = NotIn(ActionState.Waiting, "meanwhile decided");
        }

        signal.Raise();
        return await RecordRefusalAsync("approveAction", action, reason, caller, refusal);
    }

    /// <summary>The second person's no. Whoever executed it cancels instead.</summary>
    public async Task<ActionRefusal?> RefuseAsync(string actionId, string reason, Caller caller, CancellationToken cancellationToken)
    {
        var (action, refusal) = await FindInAsync(actionId, ActionState.Waiting, cancellationToken);
        refusal ??= SamePerson(action!, caller);
        if (refusal is null && !await store.DecideAsync(actionId, ActionState.Refused, caller, reason, Note("refuseAction", action!, reason, caller, "refused"), cancellationToken))
        {
            refusal = NotIn(ActionState.Waiting, "meanwhile decided");
        }

        return await RecordRefusalAsync("refuseAction", action, reason, caller, refusal);
    }

    /// <summary>Gives an action up. One that runs stops after the item in hand; what is done stays done.</summary>
    public async Task<ActionRefusal?> CancelAsync(string actionId, string reason, Caller caller, CancellationToken cancellationToken)
    {
        var action = await store.FindAsync(actionId, cancellationToken);
        var refusal = action is null
            ? ActionRefusal.NotFound($"action '{actionId}'")
            : await store.CancelAsync(actionId, caller.Name, Note("cancelAction", action, reason, caller, "cancelled"), cancellationToken)
                ? null
                : NotIn(ActionState.Running, "ended or was cancelled already");
        signal.Raise();
        return await RecordRefusalAsync("cancelAction", action, reason, caller, refusal);
    }

    private async Task<(StoredAction? Action, ActionRefusal? Refusal)> FindInAsync(string actionId, ActionState state, CancellationToken cancellationToken)
    {
        var action = await store.FindAsync(actionId, cancellationToken);
        if (action is null)
        {
            return (null, ActionRefusal.NotFound($"action '{actionId}'"));
        }

        if (action.State != state)
        {
            return (action, NotIn(state, "is " + SqlValues.NameOf(action.State)));
        }

        return action.ExpiresAt <= time.GetUtcNow()
            ? (action, ActionRefusal.Conflict("expired", $"The action expired at {action.ExpiresAt:O}: preview it again."))
            : (action, null);
    }

    /// <summary>Null when what was previewed still holds.</summary>
    private async Task<ActionRefusal?> OutdatedAsync(StoredAction action, CancellationToken cancellationToken)
    {
        using var json = System.Text.Json.JsonDocument.Parse(action.Parameters);
        var draft = await byKind[action.Kind].DraftAsync(new ActionParameters(json.RootElement), cancellationToken);
        if (Objection(draft) is { } objection)
        {
            return new ActionRefusal(RefusalKind.Conflict, [.. objection.Errors.Select(error => error with { Field = "", Code = "preview_outdated" })]);
        }

        var now = draft.Items.ToDictionary(item => item.Key, StringComparer.Ordinal);
        var errors = new List<ActionError>();
        await foreach (var item in AllItemsAsync(action.ActionId, cancellationToken))
        {
            var current = now.GetValueOrDefault(item.Key);
            if (current is null || !string.Equals(current.Fingerprint, item.Fingerprint, StringComparison.Ordinal))
            {
                errors.Add(new ActionError(
                    $"items[{item.Item}]", "preview_outdated",
                    current is null ? $"{item.Key} is not there any more (it was: {item.Fingerprint})." : $"{item.Key} was {item.Fingerprint} and is {current.Fingerprint} now."));
            }
        }

        if (errors.Count == 0 && action.SecondPerson.Length == 0 && fourEyes.Because(draft) is { Length: > 0 } because)
        {
            errors.Add(new ActionError("", "preview_outdated", $"It has grown since: {because}. Preview it again."));
        }

        return errors.Count == 0 ? null : new ActionRefusal(RefusalKind.Conflict, [.. errors.Take(MaxNamed)]);
    }

    private async IAsyncEnumerable<StoredItem> AllItemsAsync(string actionId, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int Page = 1_000;
        var after = 0;
        while (true)
        {
            var items = await store.ItemsAsync(actionId, after, Page, cancellationToken);
            foreach (var item in items)
            {
                yield return item;
                after = item.Item;
            }

            if (items.Count < Page)
            {
                yield break;
            }
        }
    }

    private ActionRefusal? Objection(ActionDraft draft)
    {
        if (draft.Errors.Count > 0)
        {
            return new ActionRefusal(draft.Errors.Any(error => error.IsMissing) ? RefusalKind.NotFound : RefusalKind.Invalid, draft.Errors);
        }

        if (draft.Items.Count == 0)
        {
            return new ActionRefusal(RefusalKind.Invalid, [new ActionError("parameters", "nothing_to_do", "Nothing matches: there is nothing to do.")]);
        }

        return draft.Items.Count > options.Value.MaxItems
            ? new ActionRefusal(RefusalKind.Invalid, [new ActionError("parameters", "too_many", $"{draft.Items.Count} items match, at most {options.Value.MaxItems} are done at once: narrow it down.")])
            : null;
    }

    /// <summary>Neither the same person nor one of their making, nor their maker: who gives accounts, roles, passwords and keys could else be two people.</summary>
    private async Task<ActionRefusal?> DependentAsync(StoredAction action, Caller caller, CancellationToken cancellationToken) =>
        SamePerson(action, caller) ?? (await independence.IsGivenAsync(caller.Id, [action.CreatedById, action.ExecutedById ?? action.CreatedById], cancellationToken)
            ? null
            : ActionRefusal.Conflict(
                "dependent_person",
                $"Of {caller.Name} and whoever previewed or executed this action, one gave the other an account, role, password or key, or made who did: ask somebody whom neither set up."));

    private static ActionRefusal? SamePerson(StoredAction action, Caller caller) =>
        caller.IsPerson && caller.Id != action.CreatedById && caller.Id != action.ExecutedById
            ? null
            : ActionRefusal.Conflict("same_person", $"{caller.Name} previewed or executed this action: the second person is another one.");

    private static ActionRefusal NotIn(ActionState state, string how) =>
        ActionRefusal.Conflict("not_" + SqlValues.NameOf(state), $"The action is not {SqlValues.NameOf(state)}: it {how}.");

    private static string HashOf(string kind, string parameters, IReadOnlyList<DraftItem> items)
    {
        var text = new StringBuilder(kind).Append('\n').Append(parameters).Append('\n');
        foreach (var item in items)
        {
            text.Append(item.Key).Append('\t').Append(item.Fingerprint).Append('\t').Append(item.Currency).Append('\t')
                .Append(item.AmountMinor.ToString(CultureInfo.InvariantCulture)).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    private static ActivityNote Note(string what, StoredAction action, string reason, Caller caller, string outcome) =>
        ActivityNote.Of(caller, what, action.ActionId, reason, detail: $"{action.Title}: {outcome}");

    /// <summary>What was done is recorded where it was done; what was refused, here.</summary>
    private async Task<ActionRefusal?> RecordRefusalAsync(string what, StoredAction? action, string reason, Caller caller, ActionRefusal? refusal)
    {
        if (refusal is not null)
        {
            var detail = action is null ? "unknown action" : $"{action.Title}: {refusal.Errors[0].Code}";
            await activity.RecordAsync(ActivityNote.Of(caller, what, action?.ActionId ?? "", reason, ActivityOutcome.Refused, detail), CancellationToken.None);
        }

        return refusal;
    }
}
