using System.Buffers.Binary;
using System.Text;

namespace Settlement.Engine.Matching;

/// <summary>
/// The bytes that a party signs: a tag that no other message of this system begins with, then batch id, round and plan hash, each text with
/// its length in front. So a signature says one thing only, and no two different votes have the same bytes.
/// </summary>
public static class VoteMessage
{
    private static ReadOnlySpan<byte> Tag => "settlement/vote/1\0"u8;

    /// <summary>Tag, UTF-8 length (32 bits, big endian) and batch id, round (32 bits), length and plan hash.</summary>
    public static byte[] Of(string batchId, int round, string planHash)
    {
        var batchLength = Encoding.UTF8.GetByteCount(batchId);
        var hashLength = Encoding.UTF8.GetByteCount(planHash);
        var message = new byte[Tag.Length + 4 + batchLength + 4 + 4 + hashLength];
        Tag.CopyTo(message);
        var rest = message.AsSpan(Tag.Length);
        BinaryPrimitives.WriteInt32BigEndian(rest, batchLength);
        Encoding.UTF8.GetBytes(batchId, rest[4..]);
        rest = rest[(4 + batchLength)..];
        BinaryPrimitives.WriteInt32BigEndian(rest, round);
        BinaryPrimitives.WriteInt32BigEndian(rest[4..], hashLength);
        Encoding.UTF8.GetBytes(planHash, rest[8..]);
        return message;
    }
}
