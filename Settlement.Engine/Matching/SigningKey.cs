using System.Security.Cryptography;

namespace Settlement.Engine.Matching;

/// <summary>A party's private key, ECDSA on P-256. Safe for concurrent use.</summary>
public sealed class SigningKey(ECDsa key) : IDisposable
{
    private readonly Lock _gate = new();

    /// <summary>DER SubjectPublicKeyInfo.</summary>
    public byte[] PublicKey { get; } = key.ExportSubjectPublicKeyInfo();

    /// <summary>64 bytes, IEEE P1363, over SHA-256 of <see cref="VoteMessage"/>.</summary>
    public byte[] Sign(string batchId, int round, string planHash)
    {
        var message = VoteMessage.Of(batchId, round, planHash);
        lock (_gate)
        {
            return key.SignData(message, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public void Dispose() => key.Dispose();
}
