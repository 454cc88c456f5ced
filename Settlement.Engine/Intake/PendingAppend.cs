namespace Settlement.Engine.Intake;

/// <summary>One payment on its way into the log, and who waits for it. Continuations run elsewhere: the appender must not serve requests.</summary>
internal sealed class PendingAppend(IntakeRecord record) : TaskCompletionSource<AppendResult>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public IntakeRecord Record => record;

    /// <summary>Set when the outcome is known, shown to the waiter after the commit.</summary>
    public AppendResult? Outcome { get; set; }
}
