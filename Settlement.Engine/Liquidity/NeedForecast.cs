using Settlement.Forecasting;

namespace Settlement.Engine.Liquidity;

/// <summary>The latest forecast of what one participant needs in one currency.</summary>
public sealed record NeedForecast(string Currency, string Participant, Forecast Need);
