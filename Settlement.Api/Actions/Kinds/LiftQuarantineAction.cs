using Settlement.Domain.Reference;
using Settlement.Engine.Actions;
using Settlement.Engine.Reference;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Lets a participant take part again that was caught signing two things. Always asks for two people: no amount says how much is at stake.</summary>
internal sealed class LiftQuarantineAction(ReferenceChanges changes, IReferenceData reference) : IOperatorAction
{
    public const string Name = "lift_quarantine";

    public string Kind => Name;

    public string Summary => "Makes a quarantined participant active again";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal) { ["participant"] = "the participant's id" };

    public Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        if (parameters.Text("participant", errors) is not { } id)
        {
            return Task.FromResult(ActionDraft.Refused(errors));
        }

        if (!reference.Current.Participants.TryGetValue(id, out var participant))
        {
            return Task.FromResult(ActionDraft.Refused(new ActionError("parameters.participant", "not_found", $"There is no participant '{id}'.", IsMissing: true)));
        }

        if (participant.Status != ParticipantStatus.Quarantined)
        {
            return Task.FromResult(ActionDraft.Refused(new ActionError("parameters.participant", "not_quarantined", $"{id} is not quarantined.")));
        }

        return Task.FromResult(new ActionDraft(
            $"Lift the quarantine of {id}", [new DraftItem(id, participant.Name, [id], null, 0, "quarantined")],
            ["The evidence against it stays: see the changes of the reference data for why it was quarantined."], [], AlwaysTwo: true));
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (!reference.Current.Participants.TryGetValue(key, out var participant) || participant.Status != ParticipantStatus.Quarantined)
        {
            return ItemResult.Done("is not quarantined any more");
        }

        var change = new ReferenceChange.PutParticipant(participant with { Status = ParticipantStatus.Active });
        var result = await changes.ApplyAsync([change], new ChangeNote(order.Operator, order.Reason), cancellationToken);
        return result.IsRefused ? ItemResult.Failed(string.Join("; ", result.Breaches.Select(breach => breach.Message))) : ItemResult.Done("active again");
    }
}
