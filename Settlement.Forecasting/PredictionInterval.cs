namespace Settlement.Forecasting;

/// <summary>The range that should hold the day's amount on so many days of a hundred, both ends included, in minor units.</summary>
public readonly record struct PredictionInterval(int CoveragePercent, long LowMinor, long HighMinor)
{
    public bool Covers(long amountMinor) => amountMinor >= LowMinor && amountMinor <= HighMinor;
}
