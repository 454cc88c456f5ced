using System.Diagnostics.Metrics;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Leadership;

/// <summary>Which leases this engine has, and how often they change hands. The labels are the fixed list of duties.</summary>
public sealed class LeadershipMetrics : IDisposable
{
    private readonly Meter _meter = new(SettlementMetrics.MeterName);
    private readonly Counter<long> _terms;
    private readonly Counter<long> _losses;

    public LeadershipMetrics(DutyBoard board)
    {
        _terms = _meter.CreateCounter<long>("settlement.lease.terms", null, "Terms that this engine began, by lease.");
        _losses = _meter.CreateCounter<long>("settlement.lease.losses", null, "Terms that this engine lost without having given them back, by lease.");
        _meter.CreateObservableGauge("settlement.lease.held", () => Observe(board), null, "1 where this engine holds the lease.");
    }

    public void Taken(string lease) => _terms.Add(1, new KeyValuePair<string, object?>("lease", lease));

    public void Lost(string lease) => _losses.Add(1, new KeyValuePair<string, object?>("lease", lease));

    public void Dispose() => _meter.Dispose();

    private static IEnumerable<Measurement<int>> Observe(DutyBoard board)
    {
        var terms = board.Terms;
        return Duties.Single.Concat(Duties.Shards)
            .Select(lease => new Measurement<int>(terms.ContainsKey(lease) ? 1 : 0, new KeyValuePair<string, object?>("lease", lease)));
    }
}
