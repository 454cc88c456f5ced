namespace Settlement.Engine.Risk;

/// <summary>The unsettled payments of one stage from one participant to another in one pair of currencies, summed.</summary>
/// <param name="Debtor">Empty where the source account's owner is not known.</param>
/// <param name="SourceMinor">What leaves the debtor, minor units of the source currency.</param>
/// <param name="FixedMinor">What reaches the creditor of those whose rate is fixed, minor units of the destination currency.</param>
/// <param name="OpenSourceMinor">
/// The part of <paramref name="SourceMinor"/> whose rate is not fixed: it is converted when it is planned, and until then valued at mid.
/// </param>
public sealed record RiskFlow(
    FlowStage Stage, string Debtor, string Creditor, string SourceCurrency, string DestinationCurrency,
    long Payments, long SourceMinor, long FixedMinor, long OpenSourceMinor);
