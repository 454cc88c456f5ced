namespace Settlement.Engine.Actions;

/// <summary>One kind of action: what it would do, as a list of items, and how one item is done. Registered by the feature that owns it.</summary>
public interface IOperatorAction
{
    /// <summary>In snake_case, e.g. <c>close_window</c>.</summary>
    string Kind { get; }

    /// <summary>One line for people.</summary>
    string Summary { get; }

    /// <summary>Fields of the parameters and what each means.</summary>
    IReadOnlyDictionary<string, string> Parameters { get; }

    /// <summary>
    /// What it would do now. Asked again before it is done: the items whose fingerprint is another one then, or that are gone, are named and nothing is
    /// done.
    /// </summary>
    Task<ActionDraft> DraftAsync(ActionParameters parameters, CancellationToken cancellationToken);

    /// <summary>
    /// Does one item. Called again after a crash, perhaps when it is done already: then it says so and changes nothing. Throws for outages only.
    /// </summary>
    Task<ItemResult> DoAsync(ActionOrder order, string key, CancellationToken cancellationToken);
}

/// <summary>What an action would do.</summary>
/// <param name="Errors">Why it cannot be done at all; then the rest is empty.</param>
/// <param name="Notes">What is to be known before doing it.</param>
/// <param name="AlwaysTwo">True when a second person must agree whatever the value.</param>
/// <param name="TwoBecause">Why a second person must agree to this one whatever the value; null: for no reason of its own.</param>
public sealed record ActionDraft(
    string Title, IReadOnlyList<DraftItem> Items, IReadOnlyList<string> Notes, IReadOnlyList<ActionError> Errors, bool AlwaysTwo = false, string? TwoBecause = null)
{
    public static ActionDraft Refused(params IReadOnlyList<ActionError> errors) => new("", [], [], errors);
}

/// <param name="Key">What it is about; unique in the action.</param>
/// <param name="Currency">Null where it has no value.</param>
/// <param name="Fingerprint">What must still be so when it is done, as people can read it. An amount that grows by itself, as a window's does, is not part of it:
/// its growth past a threshold is caught otherwise.</param>
public sealed record DraftItem(string Key, string Description, IReadOnlyList<string> Parties, string? Currency, long AmountMinor, string Fingerprint);

/// <param name="IsMissing">What the field names does not exist.</param>
public sealed record ActionError(string Field, string Code, string Message, bool IsMissing = false);

/// <summary>An action that is being done.</summary>
/// <param name="Operator">Who executed it.</param>
/// <param name="Reason">Why, in the operator's words.</param>
public sealed record ActionOrder(string ActionId, ActionParameters Parameters, string Operator, string Reason);

/// <param name="Outcome">What became of the item, for people.</param>
public sealed record ItemResult(bool IsDone, string Outcome)
{
    public static ItemResult Done(string outcome) => new(true, outcome);

    public static ItemResult Failed(string outcome) => new(false, outcome);
}
