using Settlement.Domain.Batches;
using Settlement.Domain.Currencies;
using Settlement.Domain.Reference;
using Settlement.Engine.Actions;
using Settlement.Engine.Reference;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Sets a net debit cap, or the limit between two participants. What it is worth is by how much the limit is raised.</summary>
internal sealed class ChangeLimitAction(ReferenceChanges changes, IReferenceData reference) : IOperatorAction
{
    public const string Name = "change_limit";

    public string Kind => Name;

    public string Summary => "Sets a participant's net debit cap, or with creditor the most that may flow net from one participant to another";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["participant"] = "whose cap, or the debtor of the pair",
        ["creditor"] = "the pair's creditor; left out for a cap",
        ["currency"] = "ISO 4217 code",
        ["limit"] = "units of the currency, zero or more",
    };

    public Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (Read(parameters, errors) is not { } target)
        {
            return Task.FromResult(ActionDraft.Refused(errors));
        }

        var before = target.Creditor is null
            ? reference.Current.NetDebitCap(target.Participant, target.Limit.Currency.Code)
            : reference.Current.BilateralLimit(target.Participant, target.Creditor, target.Limit.Currency.Code);
        var was = before is { } minor ? new Money(minor, target.Limit.Currency).ToString() : "none";
        IReadOnlyList<string> parties = target.Creditor is null ? [target.Participant] : [target.Participant, target.Creditor];
        var item = new DraftItem(
            string.Join('/', parties) + "/" + target.Limit.Currency.Code, $"from {was} to {target.Limit}", parties, target.Limit.Currency.Code,
            Math.Max(0, target.Limit.Minor - (before ?? target.Limit.Minor)), was);
        IReadOnlyList<string> notes = before is null ? ["There is no limit now: any limit is tighter."] : [];
        return Task.FromResult(new ActionDraft($"Set the {(target.Creditor is null ? "net debit cap" : "limit")} {item.Key} to {target.Limit}", [item], notes, []));
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (Read(order.Parameters, []) is not { } target)
        {
            return ItemResult.Failed("a participant is not known any more");
        }

        var (currency, minor) = (target.Limit.Currency.Code, target.Limit.Minor);
        ReferenceChange change = target.Creditor is null
            ? new ReferenceChange.PutNetDebitCap(new NetDebitCap(target.Participant, currency, minor))
            : new ReferenceChange.PutBilateralLimit(new BilateralLimit(target.Participant, target.Creditor, currency, minor));
        var result = await changes.ApplyAsync([change], new ChangeNote(order.Operator, order.Reason), cancellationToken);
        return result.IsRefused
            ? ItemResult.Failed(string.Join("; ", result.Breaches.Select(breach => breach.Message)))
            : ItemResult.Done(result.Outcome == ChangeOutcome.Unchanged ? "stood already" : $"set to {target.Limit}");
    }

    private Target? Read(ActionParameters parameters, List<ActionError> errors)
    {
        var participant = parameters.Text("participant", errors);
        var creditor = parameters.Text("creditor", errors, isRequired: false);
        var limit = parameters.Amount("limit", "currency", errors);
        if (limit is { Minor: < 0 })
        {
            errors.Add(new ActionError("parameters.limit", "negative", "parameters.limit must be zero or more."));
        }

        foreach (var (field, id) in new[] { ("participant", participant), ("creditor", creditor) })
        {
            if (id is not null && !reference.Current.Participants.ContainsKey(id))
            {
                errors.Add(new ActionError("parameters." + field, "not_found", $"There is no participant '{id}'.", IsMissing: true));
            }
        }

        return errors.Count == 0 ? new Target(participant!, creditor, limit!.Value) : null;
    }

    private sealed record Target(string Participant, string? Creditor, Money Limit);
}
