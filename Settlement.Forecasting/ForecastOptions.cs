namespace Settlement.Forecasting;

/// <summary>How a series is forecast; the defaults suit daily payment flows.</summary>
public sealed record ForecastOptions
{
    /// <summary>Days ahead that can be asked for.</summary>
    public const int MaximumHorizon = 60;

    public const int MaximumOrigins = 104;

    public static ForecastOptions Default { get; } = new();

    /// <summary>The series cannot fall below zero: flows and liquidity needs cannot, net positions can.</summary>
    public bool NonNegative { get; init; } = true;

    /// <summary>Past origins from which every method is tried before it is trusted; 1 to <see cref="MaximumOrigins"/>. More is slower and steadier.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Out of this range.</exception>
    public int Origins
    {
        get;
        init => field = value is >= 1 and <= MaximumOrigins
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, $"origins must be 1 to {MaximumOrigins}");
    } = 26;

    /// <summary>The least gain over the seasonal-naive forecast at which anything else is used: 0.02 is two percent less error.</summary>
    public double MinimumSkill { get; init; }
}
