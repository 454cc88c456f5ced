namespace Settlement.Domain.Fx;

/// <summary>One quote: units of <see cref="Quote"/> for one unit of <see cref="Base"/> at mid, and the full bid-ask spread in basis points of mid.</summary>
public sealed record FxRate(string Base, string Quote, decimal Mid, decimal SpreadBasisPoints, string Source, DateTimeOffset AsOf);
