using Settlement.Domain.Events;

namespace Settlement.OperatorConsole.Pages.Overview;

/// <summary>How often payments reach each state, over the last five seconds.</summary>
public sealed class ChangeRates
{
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<EventDigest> _digests = new();

    /// <summary>Whether there was anything within the span.</summary>
    public bool IsFalling
    {
        get
        {
            lock (_gate)
            {
                return _digests.Any(digest => digest.Changes.Count > 0);
            }
        }
    }

    public void Add(EventDigest digest)
    {
        ArgumentNullException.ThrowIfNull(digest);
        lock (_gate)
        {
            _digests.Enqueue(digest);
            while (_digests.Count > 0 && digest.At - _digests.Peek().At > Span)
            {
                _digests.Dequeue();
            }
        }
    }

    /// <summary>Changes per second to a state of payments; null until there is something to go by.</summary>
    public double? Of(string state)
    {
        lock (_gate)
        {
            if (_digests.Count < 2)
            {
                return null;
            }

            var seconds = (_digests.Last().At - _digests.Peek().At).TotalSeconds;
            var count = _digests.Skip(1).SelectMany(digest => digest.Changes).Where(change => change.Machine == "transaction" && change.To == state).Sum(change => change.Count);
            return seconds > 0 ? count / seconds : null;
        }
    }
}
