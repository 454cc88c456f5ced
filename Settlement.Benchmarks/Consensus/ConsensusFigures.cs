namespace Settlement.Benchmarks.Consensus;

/// <summary>Milliseconds from the proposal to the certificate, over etcd; the baseline is the same over PostgreSQL.</summary>
/// <param name="LeaderKillRecoveryS">From the kill -9 of the leading node to the next certificate, seconds; the worst of the runs.</param>
/// <param name="CertificatesPerSecond">With the given number of batches in hand at once.</param>
/// <param name="PutP50Ms">One bare put to the leader, before and after; a certificate is two transactions.</param>
/// <param name="FlushP50Ms">One flush of two kilobytes to the disk that all three nodes share.</param>
internal sealed record ConsensusFigures(
    double P50Ms, double P99Ms, double LeaderKillRecoveryS, double PostgresP50Ms, double PostgresP99Ms, double PutP50Ms, double PutP99Ms, double FlushP50Ms,
    double FlushP99Ms, int Parties, int Batches, double CertificatesPerSecond);
