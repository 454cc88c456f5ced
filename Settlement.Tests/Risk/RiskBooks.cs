using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using Settlement.Engine.Reference;
using Settlement.Engine.Risk;
using Settlement.Engine.Risk.Alerts;

namespace Settlement.Tests.Risk;

/// <summary>Books made by hand: banks a, b, c and d; EUR at 1.10 USD and 0.80 GBP.</summary>
internal static class RiskBooks
{
    private static readonly string[] Banks = ["a", "b", "c", "d"];

    public static readonly IReadOnlyDictionary<(string Participant, string Currency), long> NoFunds = new Dictionary<(string Participant, string Currency), long>();

    public static readonly FxRates Rates = new(
    [
        new("EUR", "USD", 1.10m, 2, "test", DateTimeOffset.UnixEpoch),
        new("EUR", "GBP", 0.80m, 2, "test", DateTimeOffset.UnixEpoch),
    ]);

    public static ExposureBook Book(
        IEnumerable<(string Participant, string Currency, long Minor)> balances, IReadOnlyList<RiskFlow> flows,
        IEnumerable<NetDebitCap>? caps = null, IEnumerable<BilateralLimit>? limits = null,
        IEnumerable<(string Participant, string Currency, long Minor)>? reserved = null,
        IEnumerable<(string Participant, string Currency, long Minor)>? sent = null) => ExposureBook.Of(new RiskSnapshot(
            DateTimeOffset.UnixEpoch, 1, 1, Keyed(balances), Keyed(reserved ?? []), Keyed(sent ?? []), Keyed(reserved ?? []), flows,
            new ReferenceSnapshot(
                1, Banks.Select(id => new Participant(id, id, null, ParticipantStatus.Active, "eu")), [], caps ?? [], limits ?? [], Rates)));

    /// <summary>One payment within a currency.</summary>
    public static RiskFlow Flow(FlowStage stage, string debtor, string creditor, string currency, long minor) =>
        new(stage, debtor, creditor, currency, currency, 1, minor, minor, 0);

    public static RiskRule Rule(RiskRuleKind kind, double threshold) =>
        new("rule", kind, null, null, threshold, AlertSeverity.Warning, true, 1, DateTimeOffset.UnixEpoch, "test", "test");

    private static Dictionary<(string, string), long> Keyed(IEnumerable<(string Participant, string Currency, long Minor)> rows) =>
        rows.ToDictionary(row => (row.Participant, row.Currency), row => row.Minor);
}
