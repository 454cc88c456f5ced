namespace Settlement.Engine.Intake;

/// <summary>Wakes this process's readers when it appended.</summary>
internal sealed class AppendSignal
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _next = New();
    private long _last;

    public void Raise(long position)
    {
        TaskCompletionSource raised;
        lock (_gate)
        {
            _last = Math.Max(_last, position);
            raised = _next;
            _next = New();
        }

        raised.TrySetResult();
    }

    /// <summary>Completes when this process has appended after the position, or something at all from now on.</summary>
    public Task After(long position)
    {
        lock (_gate)
        {
            return _last > position ? Task.CompletedTask : _next.Task;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
