using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Settlement.Engine.Metrics;

/// <summary>The depths of all queues under one gauge, labelled by queue.</summary>
internal sealed class QueueGauges
{
    /// <summary>Queues are written into the program, not made at run time: more than this is a mistake.</summary>
    private const int MaxQueues = 64;

    private readonly ConcurrentDictionary<string, Func<long>> _depths = new(StringComparer.Ordinal);

    internal QueueGauges(Meter meter) =>
        meter.CreateObservableGauge("settlement.queue.depth", Observe, null, "Items that wait in a queue of the engine.");

    internal IDisposable Add(string queue, Func<long> depth)
    {
        ArgumentNullException.ThrowIfNull(depth);
        if (_depths.Count >= MaxQueues || !_depths.TryAdd(queue, depth))
        {
            throw new InvalidOperationException($"Queue {queue} is observed already, or there are {MaxQueues} queues.");
        }

        return new Removal(this, queue);
    }

    private IEnumerable<Measurement<long>> Observe()
    {
        foreach (var (queue, depth) in _depths)
        {
            yield return new Measurement<long>(depth(), new KeyValuePair<string, object?>("queue", queue));
        }
    }

    private sealed class Removal(QueueGauges gauges, string queue) : IDisposable
    {
        public void Dispose() => gauges._depths.TryRemove(queue, out _);
    }
}
