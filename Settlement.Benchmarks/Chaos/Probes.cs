using System.Diagnostics;
using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// Small payments sent at a steady pace while a fault lasts. The longest that any of them waits, from its first sending to its settlement, is what the
/// fault costs a client: an outage that a single payment slips past would show in none.
/// </summary>
internal sealed class Probes(ChaosSystem system, string prefix, int round)
{
    /// <summary>More are not sent, however long a fault lasts.</summary>
    private const int Most = 60;

    private const int Least = 8;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private readonly List<(string Id, long SentAt, Task<SubmittedPayment> Answer)> _probes = [];

    /// <summary>The one that waited longest, once all have come to their end.</summary>
    public string? Slowest { get; private set; }

    /// <summary>What was sent and answered.</summary>
    public IEnumerable<SubmittedPayment> Sent => _probes.Select(probe => probe.Answer.Result);

    /// <summary>Sends them until the fault has ended.</summary>
    public async Task SendUntilAsync(Task ended)
    {
        while (_probes.Count < Least || (!ended.IsCompleted && _probes.Count < Most))
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{_probes.Count + 1}");
            _probes.Add((id, Stopwatch.GetTimestamp(), system.Clients.SendProbeAsync(id, round)));
            await Task.Delay(Pace);
        }
    }

    /// <summary>Waits until all are at their end.</summary>
    /// <param name="notBefore">Delays count from here for those that were sent earlier.</param>
    /// <exception cref="BrokenRuleException">One was refused.</exception>
    /// <exception cref="TimeoutException">One does not come to its end.</exception>
    public async Task<TimeSpan> WorstDelayAsync(long notBefore, string context)
    {
        var open = _probes.ToDictionary(probe => probe.Id, probe => Math.Max(probe.SentAt, notBefore), StringComparer.Ordinal);
        var (worst, waiting) = (TimeSpan.Zero, Stopwatch.StartNew());
        while (open.Count > 0)
        {
            foreach (var (id, at) in await system.FindFinalAsync([.. open.Keys]))
            {
                var delay = TimeSpan.FromSeconds((at - open[id]) / (double)Stopwatch.Frequency);
                (worst, Slowest) = delay > worst ? (delay, id) : (worst, Slowest ?? id);
                open.Remove(id);
            }

            if (waiting.Elapsed > Limit)
            {
                throw new TimeoutException($"{context}: payments do not settle: {await system.DescribeAsync(open.Keys.First())}\n{system.Logs()}");
            }

            await Task.Delay(open.Count == 0 ? TimeSpan.Zero : Look);
        }

        foreach (var probe in _probes)
        {
            var payment = await probe.Answer;
            if (!payment.IsAccepted)
            {
                throw new BrokenRuleException($"{context}: a right payment was answered {payment.Status}");
            }
        }

        return worst;
    }
}
