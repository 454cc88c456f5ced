namespace Settlement.OperatorConsole.Widgets;

/// <summary>The colour of a state, the same on every page.</summary>
public static class StateTone
{
    public static string? Of(string state) => state switch
    {
        "settled" or "confirmed" or "healthy" or "reported" or "active" or "done" or "posted" or "succeeded" or "executed" or "equal" => "ok",
        "deferred" or "awaiting_confirmation" or "closing" or "degraded" or "suspended" or "pending" or "waiting" or "awaiting_approval"
            or "missed" or "sending" or "blocked" or "stale" or "locked" => "warn",
        "rejected" or "reversed" or "abandoned" or "failed" or "refused" or "unhealthy" or "quarantined" or "withdrawn" or "open_alert" => "bad",
        "batched" or "matched" or "planned" or "matching" or "executing" or "open" or "running" or "validated" => "moving",
        _ => null,
    };
}
