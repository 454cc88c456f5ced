using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Settlement.Domain.Ledger;

/// <summary>
/// The canonical text of one block, and the hashes over it. Anyone who has the rows can recompute them with a SHA-256 and nothing else.
/// </summary>
/// <remarks>
/// The text is UTF-8, one record a line, closed by a line feed, its fields separated by tabs; a backslash, tab or line feed inside a field is
/// written \\, \t, \n. Whole numbers are decimal with a leading minus where negative; times are microseconds since 1970-01-01T00:00:00Z.
/// <code>
/// settlement-block/1  block  first position  last position  sealed at
/// entry    position  key  kind (its name)  reference  number of postings
/// posting  line  account  currency  minor
/// </code>
/// Entries stand in the order of their positions, each followed by its postings in the order of their lines, which count from 1.
/// A block's hash is SHA-256 over the 32 bytes of the previous block's hash (zeros before the first block) and the text. An entry's hash is SHA-256
/// over the entry's own lines of the text: it says which entry of a broken block was changed.
/// </remarks>
public sealed class BlockText
{
    /// <summary>Stands for the block before the first.</summary>
    public static ReadOnlyMemory<byte> GenesisHash { get; } = new byte[SHA256.HashSizeInBytes];

    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\t\n");

    // An entry of two postings has some 150 bytes: one of a batch of 1,000 payments fits after a few doublings.
    private readonly ArrayBufferWriter<byte> _bytes = new(16 * 1024);

    /// <param name="previousHash">32 _bytes.</param>
    public BlockText(ReadOnlySpan<byte> previousHash, long block, long firstPosition, long lastPosition, DateTimeOffset sealedAt)
    {
        _bytes.Write(previousHash);
        Text("settlement-block/1");
        Number(block);
        Number(firstPosition);
        Number(lastPosition);
        Number(Microseconds(sealedAt));
        EndLine();
    }

    /// <summary>Adds the next entry and returns its hash, 32 _bytes.</summary>
    public byte[] Add(long position, string key, string kind, string reference, IReadOnlyList<Posting> postings)
    {
        var start = _bytes.WrittenCount;
        Text("entry");
        Number(position);
        Field(key);
        Field(kind);
        Field(reference);
        Number(postings.Count);
        EndLine();
        for (var i = 0; i < postings.Count; i++)
        {
            var posting = postings[i];
            Text("posting");
            Number(i + 1);
            Field(posting.Account);
            Field(posting.Currency);
            Number(posting.AmountMinor);
            EndLine();
        }

        return SHA256.HashData(_bytes.WrittenSpan[start..]);
    }

    /// <summary>The block's hash over everything added so far, 32 _bytes.</summary>
    public byte[] Hash() => SHA256.HashData(_bytes.WrittenSpan);

    private static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private void Field(string value)
    {
        _bytes.Write("\t"u8);
        Text(value.AsSpan().ContainsAny(Escaped)
            ? value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            : value);
    }

    private void Number(long value)
    {
        var span = _bytes.GetSpan(21);
        span[0] = (byte)'\t';
        value.TryFormat(span[1..], out var written, default, CultureInfo.InvariantCulture);
        _bytes.Advance(written + 1);
    }

    private void Text(string value)
    {
        var span = _bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length));
        _bytes.Advance(Encoding.UTF8.GetBytes(value, span));
    }

    private void EndLine() => _bytes.Write("\n"u8);
}
