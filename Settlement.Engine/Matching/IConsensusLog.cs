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

    /// <summary>As <see cref="FixAsync(string, byte[], CancellationToken)"/>, and reads another key beside it in the same round trip; null: it has no value.</summary>
    Task<(byte[] Standing, byte[]? Beside)> FixAndReadAsync(string key, byte[] value, string beside, CancellationToken cancellationToken);

    /// <summary>Sets all of these keys at once, or none.</summary>
    /// <returns>
    /// False when one of them has a value already, or when they are too many for one step: then <see cref="FixManyAsync"/> tells what stands. Also after this
    /// very call, where its first answer was lost on the way: the values are ours then.
    /// </returns>
    Task<bool> TryFixAllAsync(IReadOnlyList<KeyValuePair<string, byte[]>> values, CancellationToken cancellationToken);

    Task<byte[]?> ReadAsync(string key, CancellationToken cancellationToken);
}
