using System.Globalization;
using System.Text.Json;
using Settlement.Engine.Actions;
using Settlement.Engine.Failures;

namespace Settlement.Api.Actions.Kinds;

/// <summary>Handles dead letters again: one, perhaps with another payload, some, or all of a cause.</summary>
internal sealed class RetryDeadLettersAction(FailureStore failures, IEnumerable<IDeadLetterRetry> retries) : IOperatorAction
{
    public const string Name = "retry_dead_letters";
    private const int MaxLetters = 50_000;

    public string Kind => Name;

    public string Summary => "Handles payments again that the engine could not: one, edited if need be, some, or all of one cause";

    public IReadOnlyDictionary<string, string> Parameters { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["cause"] = "all letters of this cause, as GET /api/v1/failures names it",
        ["ids"] = "some letters: letter_1, letter_2, …; instead of cause",
        ["payload"] = "with one id: what is handled in its place. DestinationAccount, CounterpartyId and Window may differ",
    };

    public async Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        var cause = parameters.Text("cause", errors, isRequired: false);
        var ids = parameters.Texts("ids", MaxLetters, errors).Select(NumberOf).ToList();
        if (errors.Count == 0 && (cause is null) == (ids.Count == 0))
        {
            errors.Add(new ActionError("parameters", "one_of", "parameters must have either cause or ids."));
        }

        if (ids.Contains(null))
        {
            errors.Add(new ActionError("parameters.ids", "not_a_letter", "parameters.ids must be ids like letter_12."));
        }

        if (parameters.Has("payload") && (ids.Count != 1 || PayloadOf(parameters) is null))
        {
            errors.Add(new ActionError("parameters.payload", "one_letter", "parameters.payload must be a JSON object, and goes with exactly one id."));
        }

        if (errors.Count > 0)
        {
            return ActionDraft.Refused(errors);
        }

        var wanted = ids.ToHashSet();
        var letters = (await failures.LettersAsync(cause, ids is [{ } only] ? only : null, 0, MaxLetters, cancellationToken))
            .Where(letter => wanted.Count == 0 || wanted.Contains(letter.Id)).ToList();
        if (wanted.Except(letters.Select(letter => (long?)letter.Id)).FirstOrDefault() is { } missing)
        {
            return ActionDraft.Refused(new ActionError("parameters.ids", "not_found", $"letter_{missing} does not exist, or is dealt with already.", IsMissing: true));
        }

        return new ActionDraft(
            letters.Count == 1 ? $"Retry the dead letter of {letters[0].Key}" : $"Retry {letters.Count} dead letters", [.. letters.Select(Item)],
            parameters.Has("payload") ? ["It is handled with the payload that was edited; the letter keeps its own."] : [], []);
    }

    public async Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken)
    {
        if (NumberOf(key) is not { } id || (await failures.LettersAsync(null, id, 0, 1, cancellationToken)) is not [var letter])
        {
            return ItemResult.Done("is dealt with already");
        }

        if (retries.FirstOrDefault(known => string.Equals(known.Source, letter.Source, StringComparison.Ordinal)) is not { } retry)
        {
            return ItemResult.Failed($"letters of {letter.Source} cannot be handled again here");
        }

        var body = PayloadOf(order.Parameters);
        var result = await retry.RetryAsync(letter, body, cancellationToken);
        if (result.IsDone)
        {
            await failures.EndLetterAsync(id, order.ActionId, body, cancellationToken);
        }

        return result;
    }

    private static DraftItem Item(DeadLetter letter)
    {
        var payment = LetterPayment.Read(letter.Body);
        return new DraftItem(
            LetterPayment.IdOf(letter.Id), $"{letter.Key}: {letter.Reason}"[..Math.Min(300, letter.Key.Length + 2 + letter.Reason.Length)],
            payment?.CounterpartyId is { } party ? [party] : [], payment?.SourceCurrency, payment?.AmountMinor ?? 0, "a dead letter");
    }

    private static long? NumberOf(string id) =>
        id.StartsWith(LetterPayment.Prefix, StringComparison.Ordinal)
        && long.TryParse(id.AsSpan(LetterPayment.Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? PayloadOf(ActionParameters parameters) =>
        parameters.Has("payload") && parameters.Json.GetProperty("payload") is { ValueKind: JsonValueKind.Object } payload ? payload.GetRawText() : null;
}
