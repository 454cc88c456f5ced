using Settlement.Engine.Actions;
using Settlement.Engine.Failures;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Takes dead letters off the list of open failures, without retrying them: who, when and why stands with each, and they can be put back.</summary>
internal sealed class SetAsideAction(DeadLetterStore letters, OpenWireStore wires) : IOperatorAction
{
    public const string Name = "set_aside_dead_letters";

    public string Kind => Name;

    public string Summary => "Takes dead letters off the list of open failures without retrying them: some, or all of one cause; put_back_dead_letters takes it back";

    public IReadOnlyDictionary<string, string> Parameters { get; } = LetterSelection.Parameters("are not set aside");

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var (found, refusal) = await LetterSelection.ReadAsync(letters, wires, parameters, isAside: false, cancellationToken);
        if (refusal is not null)
        {
            return refusal;
        }

        var accepted = found.Count(letter => letter.Id.StartsWith(DeadLetter.LetterPrefix, StringComparison.Ordinal));
        List<string> notes = ["They leave the list of open failures, and nothing else: they can be put back, or retried one by one."];
        if (accepted > 0)
        {
            notes.Add($"{accepted} of them {(accepted == 1 ? "was" : "were")} accepted as payments: neither settled nor rejected, they stay so, and their senders are not told.");
        }

        return new ActionDraft(
            LetterSelection.Title(found, "Set the dead letter of {0} aside", "Set {0} dead letters aside"),
            [.. found.Select(letter => LetterSelection.Item(letter, "an open dead letter", counts: true))], notes, []);
    }

    public Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken) =>
        LetterSelection.MoveAsync(letters, order, key, isAside: true, "set aside", "is set aside already", cancellationToken);
}
