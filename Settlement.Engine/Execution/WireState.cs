namespace Settlement.Engine.Execution;

/// <summary>What the engine knows of a wire.</summary>
public static class WireState
{
    /// <summary>Not at any rail: never sent, or sent and known not to have been taken.</summary>
    public const string Pending = "pending";

    /// <summary>In doubt: may have been sent, may have been done.</summary>
    public const string Sending = "sending";

    /// <summary>Final: done.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Final: the rail refuses it whatever is tried.</summary>
    public const string Refused = "refused";

    /// <summary>Final: refused as often as is tried.</summary>
    public const string Failed = "failed";

    /// <summary>Final: not done and not tried any more, because another wire of its round failed.</summary>
    public const string Withdrawn = "withdrawn";
}
