using System.Security.Cryptography;
using System.Text;

namespace Settlement.Domain;

/// <summary>
/// Derives a saga's correlation id from its business key, so that a redelivered message finds the same saga.
/// The id is the first 16 bytes of SHA-256 over "kind:key", marked as a version-8 UUID (RFC 9562, section 5.8).
/// </summary>
public static class CorrelationIds
{
    public static Guid Transaction(string transactionId) => Derive("transaction", transactionId);

    public static Guid Batch(string batchId) => Derive("batch", batchId);

    public static Guid Window(string windowId) => Derive("window", windowId);

    private static Guid Derive(string kind, string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        var text = $"{kind}:{key}";
        var length = Encoding.UTF8.GetByteCount(text);
        Span<byte> bytes = length <= 256 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, bytes);
        SHA256.HashData(bytes, hash);
        var id = hash[..16];
        id[6] = (byte)((id[6] & 0x0F) | 0x80);
        id[8] = (byte)((id[8] & 0x3F) | 0x80);
        return new Guid(id, bigEndian: true);
    }
}
