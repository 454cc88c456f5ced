namespace Settlement.Engine.Matching;

/// <summary>
/// Compare-and-set storage that fixes one value per key for ever: one proposal per batch and round, one vote per party, one certificate.
/// Two implementations keep the same contract tests: PostgreSQL rows, and etcd.
/// </summary>
public interface IConsensusLog
{
    /// <summary>Sets the key if it has no value yet; returns the value that stands there afterwards, ours or an earlier one.</summary>
    Task<byte[]> FixAsync(string key, byte[] value, CancellationToken cancellationToken);

    /// <summary>Sets many keys at once, each as <see cref="FixAsync(string, byte[], CancellationToken)"/>; returns the standing values in the same order.</summary>
    Task<IReadOnlyList<byte[]>> FixManyAsync(IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken);

    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken);
}
