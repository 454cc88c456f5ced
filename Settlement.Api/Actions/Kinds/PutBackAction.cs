using Settlement.Engine.Actions;
using Settlement.Engine.Failures;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Puts dead letters that were set aside on the list of open failures again.</summary>
internal sealed class PutBackAction(DeadLetterStore letters, OpenWireStore wires) : IOperatorAction
{
    public const string Name = "put_back_dead_letters";

    public string Kind => Name;

    public string Summary => "Puts dead letters that were set aside on the list of open failures again: some, or all of one cause";

    public IReadOnlyDictionary<string, string> Parameters { get; } = LetterSelection.Parameters("are set aside");

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var (found, refusal) = await LetterSelection.ReadAsync(letters, wires, parameters, isAside: true, cancellationToken);
        return refusal ?? new ActionDraft(
            LetterSelection.Title(found, "Put the dead letter of {0} back", "Put {0} dead letters back"),
            [.. found.Select(letter => LetterSelection.Item(letter, "a dead letter that is set aside", counts: false))], ["They are on the list of open failures again; nothing is retried."], []);
    }

    public Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken) =>
        LetterSelection.MoveAsync(letters, order, key, isAside: false, "put back", "is on the list already", cancellationToken);
}
