using System.Diagnostics.Metrics;

namespace Settlement.Engine.Metrics;

/// <summary>
/// What the engine counts and times; one instance per host. Durations are seconds. Every label has a small fixed set of values: states,
/// outcomes, currencies, codes, never an id.
/// </summary>
public sealed class SettlementMetrics : IDisposable
{
    /// <summary>The meter's name, by which an exporter subscribes.</summary>
    public const string MeterName = "settlement";

    /// <summary>Bounds from a cache hit to an outage, seconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    };

    /// <summary>Powers of two up to the largest group commit and the largest batch.</summary>
    private static readonly InstrumentAdvice<long> Sizes = new()
    {
        HistogramBucketBoundaries = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096],
    };

    private readonly Meter _meter;
    private readonly Counter<long> _intakePayments;
    private readonly Counter<long> _intakeRejections;
    private readonly Histogram<long> _intakeCommitSize;
    private readonly Histogram<double> _intakeCommitDuration;
    private readonly Counter<long> _transitions;
    private readonly Counter<long> _wires;
    private readonly Counter<long> _ledgerEntries;
    private readonly Counter<long> _planCost;
    private readonly Counter<long> _planNaiveCost;
    private readonly Histogram<double> _stageDuration;
    private readonly QueueGauges _queues;

    /// <param name="meterName">Another name keeps the numbers of two hosts in one process apart.</param>
    public SettlementMetrics(string meterName = MeterName)
    {
        _meter = new Meter(meterName);
        _intakePayments = _meter.CreateCounter<long>("settlement.intake.payments", null, "Payments that intake answered, by outcome.");
        _intakeRejections = _meter.CreateCounter<long>("settlement.intake.rejections", null, "Rules that rejected payments broke, by code.");
        _intakeCommitSize = _meter.CreateHistogram("settlement.intake.commit.size", null, "Payments per commit of the intake log.", null, Sizes);
        _intakeCommitDuration = _meter.CreateHistogram("settlement.intake.commit.duration", "s", "Time of one commit of the intake log.", null, Seconds);
        _transitions = _meter.CreateCounter<long>("settlement.saga.transitions", null, "Committed state changes, by machine and state reached.");
        _wires = _meter.CreateCounter<long>("settlement.wires", null, "Replies of the rails to wires, by outcome.");
        _ledgerEntries = _meter.CreateCounter<long>("settlement.ledger.entries", null, "Journal entries posted.");
        _planCost = _meter.CreateCounter<long>("settlement.plan.cost.minor.units", null, "Cost of the plans made, minor units of currency.");
        _planNaiveCost = _meter.CreateCounter<long>(
            "settlement.plan.naive.cost.minor.units", null, "Cost of the same payments one wire each, minor units of currency.");
        _stageDuration = _meter.CreateHistogram("settlement.stage.duration", "s", "Time of one call of a stage.", null, Seconds);
        _queues = new QueueGauges(_meter);
    }

    public void IntakeAccepted(long payments = 1) => _intakePayments.Add(payments, Tag("outcome", "accepted"));

    public void IntakeDeduped(long payments = 1) => _intakePayments.Add(payments, Tag("outcome", "deduped"));

    /// <param name="codes">The codes of the rules broken, from the fixed set that the REST contract documents.</param>
    public void IntakeRejected(IEnumerable<string> codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        _intakePayments.Add(1, Tag("outcome", "rejected"));
        foreach (var code in codes)
        {
            _intakeRejections.Add(1, Tag("code", code));
        }
    }

    public void IntakeCommitted(int payments, TimeSpan duration)
    {
        _intakeCommitSize.Record(payments);
        _intakeCommitDuration.Record(duration.TotalSeconds);
    }

    /// <param name="machine">"transaction", "batch" or "window".</param>
    /// <param name="state">The state reached.</param>
    public void Transitioned(string machine, string state, long sagas = 1) => _transitions.Add(sagas, Tag("machine", machine), Tag("state", state));

    /// <param name="outcome">The rail's reply in snake_case, e.g. "settled" or "region_down".</param>
    public void WireReplied(string outcome, long wires = 1) => _wires.Add(wires, Tag("outcome", outcome));

    public void LedgerPosted(long entries) => _ledgerEntries.Add(entries);

    /// <param name="costMinor">Not negative, minor units of <paramref name="currency"/>.</param>
    public void Planned(string currency, long costMinor, long naiveCostMinor)
    {
        _planCost.Add(costMinor, Tag("currency", currency));
        _planNaiveCost.Add(naiveCostMinor, Tag("currency", currency));
    }

    /// <param name="stage">"planning", "matching", "execution" or "ledger".</param>
    public void StageDone(string stage, TimeSpan duration) => _stageDuration.Record(duration.TotalSeconds, Tag("stage", stage));

    /// <summary>Shows the depth of a queue, asked for at each scrape, until the result is disposed.</summary>
    /// <param name="depth">Must be quick and must not throw.</param>
    public IDisposable ObserveQueue(string queue, Func<long> depth) => _queues.Add(queue, depth);

    public void Dispose() => _meter.Dispose();

    private static KeyValuePair<string, object?> Tag(string name, string value) => new(name, value);
}
