namespace Settlement.OperatorConsole.Live;

/// <summary>Who wants to be told; each leaves by disposing of what it got.</summary>
internal sealed class Listeners<T>
{
    private readonly Lock _gate = new();
    private Action<T>[] _all = [];

    public IDisposable Add(Action<T> listener)
    {
        lock (_gate)
        {
            _all = [.. _all, listener];
        }

        return new Subscription(this, listener);
    }

    public void Tell(T value)
    {
        foreach (var listener in _all)
        {
            listener(value);
        }
    }

    private sealed class Subscription(Listeners<T> owner, Action<T> listener) : IDisposable
    {
        public void Dispose()
        {
            lock (owner._gate)
            {
                owner._all = [.. owner._all.Where(other => other != listener)];
            }
        }
    }
}
