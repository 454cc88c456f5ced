using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Settlement.Api.Http;

/// <summary>
/// The opaque place in a list where its next page begins. A cursor carries the key of the last item that was shown and a checksum over
/// the list's name and that key, so that a damaged cursor, or one of another list, is refused and not misread. It is not a secret: it
/// holds nothing that the page before did not show.
/// </summary>
public static class Cursor
{
    private const int ChecksumBytes = 8;

    /// <summary>Longer cursors are refused unread: the longest key of any list is a transaction id.</summary>
    private const int MaxLength = 1_024;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <param name="list">Names the list and its filter: a cursor is good for that list only.</param>
    /// <param name="key">The sort key of the last item of the page.</param>
    public static string Encode(string list, string key)
    {
        var payload = StrictUtf8.GetBytes(key);
        return Base64Url.EncodeToString([.. Checksum(list, payload), .. payload]);
    }

    /// <summary>The key in a cursor of <paramref name="list"/>, or false when it is not one.</summary>
    public static bool TryDecode(string list, string cursor, out string key)
    {
        ArgumentNullException.ThrowIfNull(cursor);
        key = "";
        if (cursor.Length > MaxLength || !Base64Url.IsValid(cursor))
        {
            return false;
        }

        var bytes = Base64Url.DecodeFromChars(cursor);
        if (bytes.Length < ChecksumBytes || !bytes.AsSpan(0, ChecksumBytes).SequenceEqual(Checksum(list, bytes.AsSpan(ChecksumBytes))))
        {
            return false;
        }

        key = StrictUtf8.GetString(bytes, ChecksumBytes, bytes.Length - ChecksumBytes);
        return true;
    }

    private static ReadOnlySpan<byte> Checksum(string list, ReadOnlySpan<byte> payload) =>
        SHA256.HashData([.. Encoding.UTF8.GetBytes(list), 0, .. payload]).AsSpan(0, ChecksumBytes);
}
