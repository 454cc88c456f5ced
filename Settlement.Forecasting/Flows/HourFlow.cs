namespace Settlement.Forecasting.Flows;

/// <summary>Flows of one hour of a day, local to the settlement system: hour 9 is from 9:00 until before 10:00. Minor units.</summary>
public sealed record HourFlow(int Hour, long InflowMinor, long OutflowMinor);
