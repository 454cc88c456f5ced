namespace Settlement.Engine.Leadership;

/// <summary>The terms that this engine has now: where drivers ask whether they may work.</summary>
public sealed class DutyBoard
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Term> _terms = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = New();

    /// <summary>A term has begun: for drivers that work under whichever terms there are.</summary>
    public event EventHandler? Begun;

    /// <summary>The present terms, by lease.</summary>
    public IReadOnlyDictionary<string, Term> Terms
    {
        get
        {
            lock (_gate)
            {
                return _terms.Where(term => !term.Value.Lost.IsCancellationRequested).ToDictionary(StringComparer.Ordinal);
            }
        }
    }

    /// <summary>The term of a lease; waits until this engine has it.</summary>
    public async Task<Term> WaitForAsync(string lease, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (_terms.TryGetValue(lease, out var term) && !term.Lost.IsCancellationRequested)
                {
                    return term;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal void Begin(Term term)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _terms[term.Lease.Name] = term;
            (changed, _changed) = (_changed, New());
        }

        changed.SetResult();
        Begun?.Invoke(this, EventArgs.Empty);
    }

    internal void End(Term term)
    {
        lock (_gate)
        {
            if (_terms.TryGetValue(term.Lease.Name, out var present) && ReferenceEquals(present, term))
            {
                _terms.Remove(term.Lease.Name);
            }
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
