using System.Globalization;
using Settlement.Engine.Actions;
using Settlement.Engine.Failures;

namespace Settlement.Api.Actions.Kinds;

/// <summary>The dead letters that an action takes off the list of failures or puts back: some by their ids, or all of a cause.</summary>
internal static class LetterSelection
{
    private const int MaxLetters = 50_000;

    public static Dictionary<string, string> Parameters(string state) => new(StringComparer.Ordinal)
    {
        ["cause"] = $"all letters of this cause that {state}, as GET /api/v1/failures names it",
        ["ids"] = "some letters: letter_1, record_4096, …; instead of cause",
    };

    /// <summary>The letters with their payloads, by which they are weighed, or why there are none to choose. A wire is refused by name: what is in flight cannot be put out of sight.</summary>
    public static async Task<(IReadOnlyList<DeadLetter> Letters, ActionDraft? Refusal)> ReadAsync(
        DeadLetterStore letters, OpenWireStore wires, ActionParameters parameters, bool isAside, CancellationToken cancellationToken)
    {
        var errors = new List<ActionError>();
        var cause = parameters.Text("cause", errors, isRequired: false);
        var ids = parameters.Texts("ids", MaxLetters, errors);
        if (errors.Count == 0 && (cause is null) == (ids.Count == 0))
        {
            errors.Add(new ActionError("parameters", "one_of", "parameters must have either cause or ids."));
        }

        if (ids.FirstOrDefault(id => !DeadLetter.IsId(id)) is { } other)
        {
            errors.Add(await wires.ListAsync(null, null, other, null, 1, cancellationToken) is [_]
                ? InFlight("parameters.ids", $"{other} is a wire")
                : new ActionError("parameters.ids", "not_a_letter", "parameters.ids must be ids like letter_12 or record_4096."));
        }

        if (errors.Count > 0)
        {
            return ([], ActionDraft.Refused(errors));
        }

        var found = await letters.ReadAsync(cause is null ? new LetterFilter(Ids: ids, IsAside: isAside) : new LetterFilter(cause, IsAside: isAside), MaxLetters, cancellationToken);
        if (ids.Except(found.Select(letter => letter.Id), StringComparer.Ordinal).FirstOrDefault() is { } missing)
        {
            return ([], ActionDraft.Refused(new ActionError(
                "parameters.ids", "not_found", $"{missing} does not exist, is dealt with already, or {(isAside ? "is not set aside" : "is set aside already")}.", IsMissing: true)));
        }

        return found.Count == 0 && cause is not null && await wires.ListAsync(null, cause, null, null, 1, cancellationToken) is [_]
            ? ([], ActionDraft.Refused(InFlight("parameters.cause", "Those of this cause are wires")))
            : (found, null);
    }

    public static string Title(IReadOnlyList<DeadLetter> letters, string one, string many) =>
        letters is [var only] ? string.Format(CultureInfo.InvariantCulture, one, NameOf(only)) : string.Format(CultureInfo.InvariantCulture, many, letters.Count);

    /// <summary>One letter, weighed by its payload as a retry weighs it, and not by what lists show of it: a record may hold what the database cannot read.</summary>
    /// <param name="fingerprint">What must still be so when it is done.</param>
    /// <param name="counts">Whether its value asks for a second person.</param>
    public static DraftItem Item(DeadLetter letter, string fingerprint, bool counts)
    {
        var payment = LetterPayment.Of(letter);
        var text = $"{NameOf(letter)}: {letter.Reason}";
        return new DraftItem(
            letter.Id, text[..Math.Min(300, text.Length)], payment?.Party is { } party ? [party] : [], counts ? payment?.Currency.Code : null,
            counts ? payment?.AmountMinor ?? 0 : 0, fingerprint);
    }

    /// <summary>Moves one letter, and says that it is moved, that it was, or that a retry has dealt with it meanwhile.</summary>
    public static async Task<ItemResult> MoveAsync(
        DeadLetterStore letters, ActionOrder order, string key, bool isAside, string moved, string stood, CancellationToken cancellationToken) =>
        await letters.ListAsync(new LetterFilter(Ids: [key], IsAside: null), null, 1, cancellationToken) is not [_] ? ItemResult.Done("is dealt with already")
        : ItemResult.Done(await letters.MoveAsync(key, isAside, order, cancellationToken) ? moved : stood);

    private static string NameOf(DeadLetter letter) => letter.Key.Length > 0 ? letter.Key : letter.Id;

    private static ActionError InFlight(string field, string what) => new(
        field, "money_in_flight", $"{what}: its money is in flight, and its batch stays open until it is confirmed or taken back, so it cannot be set aside. retry_wires sends it again or asks about it.");
}
