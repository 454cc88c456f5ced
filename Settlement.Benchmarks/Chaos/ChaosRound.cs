namespace Settlement.Benchmarks.Chaos;

/// <summary>What one round showed.</summary>
/// <param name="Recovery">
/// From the fault to the settlement of a payment sent under it; from the fault's end where nothing can settle before it.
/// </param>
/// <param name="Accepted">Payments accepted since the run began, all of them accounted for.</param>
internal sealed record ChaosRound(int Number, string Fault, TimeSpan Recovery, int Accepted);
