using Settlement.Domain.Fx;

namespace Settlement.Engine.Risk;

/// <summary>
/// All exposures of one snapshot: a pure function of it. In each currency, what is outgoing within the currency is incoming to somebody; a
/// payment between two currencies that has no rate yet is incoming at today's mid of its pair's sum, half to even, rounded once for each pair of
/// participants, pair of currencies and stage.
/// </summary>
public sealed class ExposureBook
{
    private readonly Dictionary<(string Participant, string Currency), Exposure> byKey;

    private ExposureBook(RiskSnapshot snapshot, IReadOnlyList<Exposure> exposures, IReadOnlyList<BilateralExposure> bilateral)
    {
        Snapshot = snapshot;
        Exposures = exposures;
        Bilateral = bilateral;
        byKey = exposures.ToDictionary(exposure => (exposure.Participant, exposure.Currency));
    }

    public RiskSnapshot Snapshot { get; }

    /// <summary>By participant and currency; without those that have no balance, no payment and no cap.</summary>
    public IReadOnlyList<Exposure> Exposures { get; }

    /// <summary>Pairs with unsettled payments from the first to the second, or with a limit, by debtor, creditor and currency.</summary>
    public IReadOnlyList<BilateralExposure> Bilateral { get; }

    public Exposure? Find(string participant, string currency) => byKey.GetValueOrDefault((participant, currency));

    public static ExposureBook Of(RiskSnapshot snapshot)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        var stages = new Dictionary<(string Participant, string Currency), Dictionary<FlowStage, StageFlow>>();
        var links = new Dictionary<(string Debtor, string Creditor, string Currency), long>();
        foreach (var flow in snapshot.Flows)
        {
            Add(stages, flow.Debtor, flow.SourceCurrency, flow.Stage, new StageFlow(flow.Payments, flow.SourceMinor, 0));
            Add(stages, flow.Creditor, flow.DestinationCurrency, flow.Stage, new StageFlow(flow.Payments, 0, Incoming(flow, snapshot.Reference.Rates)));
            var link = (flow.Debtor, flow.Creditor, flow.SourceCurrency);
            links[link] = checked(links.GetValueOrDefault(link) + flow.SourceMinor);
        }

        return new ExposureBook(snapshot, Exposed(snapshot, stages), Linked(snapshot, links));
    }

    /// <summary>A participant's value in the reporting currency at mid; null where a rate is missing.</summary>
    public long? Value(long minor, string currency, string reportingCurrency) => Snapshot.Reference.Rates.Convert(minor, currency, reportingCurrency);

    /// <summary>What a flow brings its creditor, minor units of the destination currency; without a rate only what is fixed already.</summary>
    public static long Incoming(RiskFlow flow, FxRates rates)
    {
        ArgumentNullException.ThrowIfNull(flow);
        ArgumentNullException.ThrowIfNull(rates);
        return flow.OpenSourceMinor == 0
            ? flow.FixedMinor
            : checked(flow.FixedMinor + (rates.Convert(flow.OpenSourceMinor, flow.SourceCurrency, flow.DestinationCurrency) ?? 0));
    }

    private static void Add(
        Dictionary<(string, string), Dictionary<FlowStage, StageFlow>> stages, string participant, string currency, FlowStage stage, StageFlow flow)
    {
        if (!stages.TryGetValue((participant, currency), out var own))
        {
            stages[(participant, currency)] = own = [];
        }

        own[stage] = own.GetValueOrDefault(stage) + flow;
    }

    private static List<Exposure> Exposed(RiskSnapshot snapshot, Dictionary<(string Participant, string Currency), Dictionary<FlowStage, StageFlow>> stages)
    {
        var keys = stages.Keys.ToHashSet();
        keys.UnionWith(snapshot.BalanceMinor.Keys);
        keys.UnionWith(snapshot.DayNetMinor.Keys);
        keys.UnionWith(snapshot.Reference.NetDebitCaps.Select(cap => (cap.ParticipantId, cap.Currency)));
        return
        [
            .. keys.OrderBy(key => key.Participant, StringComparer.Ordinal).ThenBy(key => key.Currency, StringComparer.Ordinal)
                .Select(key => new Exposure(
                    key.Participant, key.Currency, snapshot.BalanceMinor.GetValueOrDefault(key), snapshot.ReservedMinor.GetValueOrDefault(key),
                    snapshot.DayNetMinor.GetValueOrDefault(key), snapshot.DayReservedMinor.GetValueOrDefault(key), stages.GetValueOrDefault(key) ?? [], snapshot.Reference.NetDebitCap(key.Participant, key.Currency))),
        ];
    }

    private static List<BilateralExposure> Linked(RiskSnapshot snapshot, Dictionary<(string Debtor, string Creditor, string Currency), long> links)
    {
        var keys = links.Keys.ToHashSet();
        keys.UnionWith(snapshot.Reference.BilateralLimits.Select(limit => (limit.Debtor, limit.Creditor, limit.Currency)));
        return
        [
            .. keys.OrderBy(key => key.Debtor, StringComparer.Ordinal).ThenBy(key => key.Creditor, StringComparer.Ordinal)
                .ThenBy(key => key.Currency, StringComparer.Ordinal)
                .Select(key => new BilateralExposure(
                    key.Debtor, key.Creditor, key.Currency, links.GetValueOrDefault(key),
                    links.GetValueOrDefault((key.Creditor, key.Debtor, key.Currency)),
                    snapshot.Reference.BilateralLimit(key.Debtor, key.Creditor, key.Currency))),
        ];
    }
}
