namespace Settlement.Domain.Reports;

/// <summary>The FX of one pair at one rate, see <see cref="Batches.FxTrade"/> for the parts.</summary>
/// <param name="Source">Where the rate is from; of a pair without a rate of its own, the currency it was crossed through.</param>
/// <param name="RateAsOf">Null for a crossed rate.</param>
public sealed record ReportedTrade(
    string Base, string Quote, decimal Mid, decimal SpreadBasisPoints, string Source, DateTimeOffset? RateAsOf,
    long MatchedBaseMinor, long ResidualBaseMinor, long ResidualQuoteMinor, long SpreadCostBaseMinor, long RoundingQuoteMinor);
