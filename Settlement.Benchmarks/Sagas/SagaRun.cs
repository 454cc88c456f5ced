namespace Settlement.Benchmarks.Sagas;

/// <summary>One measured run.</summary>
/// <param name="PerSecond">Whole life cycles of five messages per second.</param>
/// <param name="Lost">Life cycles that were sent and do not stand in the database, settled and with all of their events.</param>
internal readonly record struct SagaRun(double PerSecond, int Lost);
