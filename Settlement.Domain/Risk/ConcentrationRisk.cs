namespace Settlement.Domain.Risk;

/// <summary>How much of a measure rests on few participants.</summary>
/// <param name="Measure">owed (net debit positions), uncovered, unsettled (outgoing), posted (balances).</param>
/// <param name="Currency">The one currency, or the reporting currency that all were converted to at mid.</param>
/// <param name="Herfindahl">Sum of the squared shares in percent: 10,000 is one participant alone. Above 1,800 counts as highly concentrated.</param>
/// <param name="Top1">Share of the largest; the following of the largest three and five, 0 to 1.</param>
public sealed record ConcentrationRisk(
    string Measure, string Currency, string Total, double Herfindahl, bool IsHigh, double Top1, double Top3, double Top5,
    IReadOnlyList<ConcentrationRiskShare> Shares, IReadOnlyList<string> Unvalued, RiskMoment AsOf);

public sealed record ConcentrationRiskShare(string ParticipantId, string Amount, double Share);
