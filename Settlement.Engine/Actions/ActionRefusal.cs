namespace Settlement.Engine.Actions;

public enum RefusalKind
{
    /// <summary>There is no such action, kind, or thing to act on.</summary>
    NotFound,

    /// <summary>The request breaks a rule.</summary>
    Invalid,

    /// <summary>The request contradicts how things stand.</summary>
    Conflict,
}

/// <summary>Why something was not done.</summary>
public sealed record ActionRefusal(RefusalKind Kind, IReadOnlyList<ActionError> Errors)
{
    public static ActionRefusal NotFound(string what) => new(RefusalKind.NotFound, [new ActionError("", "not_found", what)]);

    public static ActionRefusal Conflict(string code, string message) => new(RefusalKind.Conflict, [new ActionError("", code, message)]);
}
