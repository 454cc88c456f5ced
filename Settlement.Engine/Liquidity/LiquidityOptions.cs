using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Liquidity;

/// <summary>The section <c>Liquidity</c>.</summary>
public sealed class LiquidityOptions
{
    public const string Section = "Liquidity";

    /// <summary>The longest forecast, in business days of the currency.</summary>
    public const int MaxDaysAhead = 14;

    /// <summary>Business days of history that forecasts are made from at most; 30 to 2,600, default 520 (two years).</summary>
    [Range(30, 2_600)]
    public int HistoryDays { get; set; } = 520;

    /// <summary>
    /// Past origins at which methods are compared before one is trusted; 1 to 104, default 26. More costs time and steadies the choice.
    /// </summary>
    [Range(1, 104)]
    public int Origins { get; set; } = 26;

    /// <summary>The probability with which advised funds are to suffice; above 0.5 and below 1, default 0.95.</summary>
    [Range(0.5, 0.999)]
    public double Confidence { get; set; } = 0.95;
}
