using Settlement.Forecasting.Flows;

namespace Settlement.Engine.Liquidity;

/// <summary>A kept forecast of one series.</summary>
/// <param name="Participant">Null: all participants together.</param>
/// <param name="Origin">The last day that was known.</param>
public sealed record StoredForecast(string Currency, string? Participant, DateOnly Origin, DateTimeOffset MadeAt, FlowForecast Flows)
{
    /// <summary>The last day that it speaks of.</summary>
    public DateOnly LastDay => Flows.Net.Points.Count == 0 ? Origin : Flows.Net.Points[^1].Date;
}
