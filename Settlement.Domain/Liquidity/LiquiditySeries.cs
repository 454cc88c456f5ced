namespace Settlement.Domain.Liquidity;

/// <summary>A currency that wires have moved lately, with the participants that they moved it for.</summary>
public sealed record LiquiditySeries(string Currency, IReadOnlyList<string> ParticipantIds);
