using System.Text.Json;
using Settlement.Engine.Actions;
using Settlement.Engine.Failures;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Handles dead letters again, the engine's and those of the intake topic: one, perhaps with another payload, some, or all of a cause.</summary>
internal sealed class RetryDeadLettersAction(DeadLetterStore store, IEnumerable<IDeadLetterRetry> retries) : IOperatorAction
{
    public const string Name = "retry_dead_letters";
    private const int MaxLetters = 50_000;

    public string Kind => Name;

    public string Summary => "Handles payments again that the engine or the intake topic's reader could not: one, edited if need be, some, or all of one cause";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cause"] = "all letters of this cause, as GET /api/v1/failures names it; not those that are set aside",
        ["ids"] = "some letters: letter_1, record_4096, …, set aside or not; instead of cause",
        ["payload"] = "with one id: what is submitted in its place; a letter's under an id of its own. amount, currencies and source_account stay as they came",
    };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        var cause = parameters.Text("cause", errors, isRequired: false);
        var ids = parameters.Texts("ids", MaxLetters, errors).ToList();
        if (errors.Count == 0 && (cause is null) == (ids.Count == 0))
        {
            errors.Add(new ActionError("parameters", "one_of", "parameters must have either cause or ids."));
        }

        if (ids.Exists(id => !DeadLetter.IsId(id)))
        {
            errors.Add(new ActionError("parameters.ids", "not_a_letter", "parameters.ids must be ids like letter_12 or record_4096."));
        }

        if (parameters.Has("payload") && (ids.Count != 1 || PayloadOf(parameters) is null))
        {
            errors.Add(new ActionError("parameters.payload", "one_letter", "parameters.payload must be a JSON object, and goes with exactly one id."));
        }

        if (errors.Count > 0)
        {
            return ActionDraft.Refused(errors);
        }

        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var letters = await store.ReadAsync(cause is null ? new LetterFilter(Ids: wanted, IsAside: null) : new LetterFilter(cause), MaxLetters, cancellationToken);
        if (wanted.Except(letters.Select(letter => letter.Id), StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return ActionDraft.Refused(new ActionError("parameters.ids", "not_found", $"{missing} does not exist, or is dealt with already.", IsMissing: true));
        }

        return new ActionDraft(
            letters.Count == 1 ? $"Retry the dead letter of {letters[0].Key}" : $"Retry {letters.Count} dead letters", [.. letters.Select(Item)],
            parameters.Has("payload") && letters is [{ Number: not null }]
                ? ["What was accepted stays as it was, and is rejected; the edited payment is submitted in its place, as ID.rN."]
                : [],
            []);
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if ((await store.ReadAsync(new LetterFilter(Ids: [key], IsAside: null), 1, cancellationToken)) is not [var letter])
        {
            return ItemResult.Done("is dealt with already");
        }

        if (retries.FirstOrDefault(known => string.Equals(known.Source, letter.Source, StringComparison.Ordinal)) is not { } retry)
        {
            return ItemResult.Failed($"letters of {letter.Source} cannot be handled again here");
        }

        var body = PayloadOf(order.Parameters);
        var result = await retry.RetryAsync(letter, body, order, cancellationToken);
        if (result.IsDone)
        {
            await store.EndAsync(letter, order.ActionId, body, cancellationToken);
        }

        return result;
    }

    private static DraftItem Item(DeadLetter letter)
    {
        var payment = LetterPayment.Of(letter);
        return new DraftItem(
            letter.Id, $"{letter.Key}: {letter.Reason}"[..Math.Min(300, letter.Key.Length + 2 + letter.Reason.Length)],
            payment?.Party is { } party ? [party] : [], payment?.Currency.Code, payment?.AmountMinor ?? 0, "a dead letter");
    }

    private static string? PayloadOf(ActionParameters parameters) =>
        parameters.Has("payload") && parameters.Json.GetProperty("payload") is { ValueKind: JsonValueKind.Object } payload ? payload.GetRawText() : null;
}
