namespace Settlement.Forecasting;

/// <summary>What a reader must know before trusting a forecast.</summary>
public enum ForecastCaveat
{
    /// <summary>Nothing beat the seasonal-naive forecast at past origins, so that one is used.</summary>
    NoSkill,

    /// <summary>Too few days to try any method at past origins: the seasonal-naive forecast is used, unjudged.</summary>
    ShortHistory,

    /// <summary>Too few past errors for intervals: there are none, or not the widest.</summary>
    NoIntervals,

    /// <summary>More than a tenth of the days are missing and were filled from their weekday.</summary>
    ManyMissingDays,

    /// <summary>The level moved for good lately: the days before it count for less or not at all.</summary>
    LevelShift,

    /// <summary>Every day of the last weeks was zero.</summary>
    OnlyZeros,
}
