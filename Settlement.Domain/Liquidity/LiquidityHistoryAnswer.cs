namespace Settlement.Domain.Liquidity;

/// <summary>What wires moved on past days, and what had been forecast for them. Amounts are texts in units of the currency.</summary>
/// <param name="ParticipantId">Null: all participants together; the need is then the sum of what each needed.</param>
/// <param name="Items">Business days that are over and on which the ledger was in use, oldest first.</param>
public sealed record LiquidityHistoryAnswer(string Currency, string? ParticipantId, IReadOnlyList<LiquidityHistoryDay> Items);

/// <param name="Forecasts">By measure (inflow, outflow, net, need): the last forecast that was made before the day; empty where none was kept.</param>
public sealed record LiquidityHistoryDay(
    DateOnly Date, string Inflow, string Outflow, string Net, string? Need, IReadOnlyDictionary<string, PastForecast> Forecasts);

/// <param name="Lead">Business days that it was made ahead.</param>
/// <param name="Low">Of the 80 % interval; null where there was none.</param>
public sealed record PastForecast(int Lead, string Amount, string? Low, string? High);
