namespace Settlement.Benchmarks.Forecast;

internal sealed record Nn5Result(double Mase, double Smape, IntervalCount Intervals);
