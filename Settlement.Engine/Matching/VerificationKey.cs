using System.Security.Cryptography;

namespace Settlement.Engine.Matching;

/// <summary>A party's public key, ECDSA on P-256. Safe for concurrent use.</summary>
public sealed class VerificationKey : IDisposable
{
    private readonly ECDsa _key = ECDsa.Create();
    private readonly Lock _gate = new();

    /// <param name="publicKey">DER SubjectPublicKeyInfo.</param>
    /// <exception cref="CryptographicException">Not a public key on P-256.</exception>
    public VerificationKey(byte[] publicKey)
    {
        _key.ImportSubjectPublicKeyInfo(publicKey, out _);
        if (_key.KeySize != 256)
        {
            _key.Dispose();
            throw new CryptographicException("a party's key is on P-256");
        }

        Bytes = publicKey;
    }

    public byte[] Bytes { get; }

    /// <summary>Whether the holder of the key signed exactly this.</summary>
    public bool Verifies(string batchId, int round, string planHash, byte[] signature)
    {
        var message = VoteMessage.Of(batchId, round, planHash);
        lock (_gate)
        {
            return _key.VerifyData(message, signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
    }

    public bool Verifies(PartyVote vote) => Verifies(vote.BatchId, vote.Round, vote.PlanHash, vote.Signature);

    public void Dispose() => _key.Dispose();
}
