namespace Settlement.Domain.Risk;

/// <summary>A page of participants with what they have, owe and are owed.</summary>
/// <param name="ReportingCurrency">Of every value.</param>
public sealed record CounterpartyRiskPage(
    IReadOnlyList<CounterpartyRisk> Items, string? NextCursor, RiskMoment AsOf, string ReportingCurrency);

/// <summary>One participant. Amounts are texts in units of their currency.</summary>
/// <param name="Status">active, suspended or quarantined; unknown for one that is in the queues and not in the register.</param>
/// <param name="OwedValue">What it owes the others net, over all currencies, at mid, in the reporting currency.</param>
/// <param name="UncoveredValue">The part of it that its balances of the same currency do not cover.</param>
/// <param name="Level">The worst of its currencies: ok, watch (75 % of a limit), high (90 %), breached (over 100 %).</param>
/// <param name="Unvalued">Currencies without a rate to the reporting currency: they are in no value.</param>
public sealed record CounterpartyRisk(
    string ParticipantId, string Name, string Status, string PostedValue, string OwedValue, string UncoveredValue, string Level,
    IReadOnlyList<string> Unvalued, IReadOnlyList<CurrencyExposure> Currencies);

/// <summary>A participant's position in one currency.</summary>
/// <param name="Posted">Settlement balance in the ledger.</param>
/// <param name="Reserved">What open batches may still draw.</param>
/// <param name="Available">Posted less reserved.</param>
/// <param name="InFlight">Payments in batches that are not posted yet.</param>
/// <param name="Queued">Payments in the RTGS queue.</param>
/// <param name="Windows">Payments that wait for a netted window.</param>
/// <param name="Accepted">Payments that are accepted and not validated yet.</param>
/// <param name="Net">Incoming less outgoing of everything unsettled.</param>
/// <param name="Owed">What it owes net; zero for a net creditor.</param>
/// <param name="Uncovered">Owed beyond its balance.</param>
/// <param name="Cap">Null where it has no net debit cap.</param>
public sealed record CurrencyExposure(
    string Currency, string Posted, string Reserved, string Available, UnsettledFlow InFlight, UnsettledFlow Queued, UnsettledFlow Windows,
    UnsettledFlow Accepted, UnsettledFlow Unsettled, string Net, string Owed, string Uncovered, LimitUse? Cap);

public sealed record UnsettledFlow(long Payments, string Outgoing, string Incoming);

/// <summary>How much of a limit is used.</summary>
/// <param name="Used">Of a net debit cap: sent less received by the wires of today's settlement day, and what open batches may still send; zero for a net receiver.</param>
/// <param name="Left">What may still be planned today; for a net receiver more than the limit, by what it has received.</param>
/// <param name="Utilisation">Used as a share of the limit, 1 is all of it; null where a limit of zero is used.</param>
/// <param name="Projected">If everything unsettled settled today.</param>
/// <param name="Level">ok, watch (75 %), high (90 %), breached (over 100 %), by the greater of the two shares; the projected one raises it to high at most,
/// since the planner lets nothing pass.</param>
public sealed record LimitUse(string Limit, string Used, string Left, double? Utilisation, string Projected, double? ProjectedUtilisation, string Level);

/// <summary>One participant with its bilateral positions.</summary>
public sealed record CounterpartyRiskDetail(
    CounterpartyRisk Counterparty, IReadOnlyList<BilateralPosition> Bilateral, RiskMoment AsOf, string ReportingCurrency);

/// <summary>Unsettled payments from one participant to another against those the other way.</summary>
/// <param name="Net">There less back, at least zero.</param>
/// <param name="Limit">Null where there is no bilateral limit.</param>
/// <param name="Utilisation">Net as a share of the limit; null without one, or where a limit of zero is used.</param>
public sealed record BilateralPosition(
    string Debtor, string Creditor, string Currency, string There, string Back, string Net, string? Limit, double? Utilisation, string Level);

public sealed record BilateralPositionPage(IReadOnlyList<BilateralPosition> Items, string? NextCursor, RiskMoment AsOf);
