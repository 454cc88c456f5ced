using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Settlement.Domain.Batches;

/// <summary>
/// Lines of tab-separated fields in UTF-8, each line closed by a line feed: the text that hashes are taken over. Inside a field a
/// backslash, a tab and a line feed are written as \\, \t and \n, so that no two different lists of fields give one text.
/// </summary>
internal sealed class CanonicalText
{
    private static readonly SearchValues<char> Escaped = SearchValues.Create("\\\t\n");

    // Any text of a batch fits after a few doublings; a payment's line has some 120 bytes.
    private readonly ArrayBufferWriter<byte> bytes = new(4096);
    private bool lineStarted;

    public CanonicalText Field(string value)
    {
        Separate();
        Write(value.AsSpan().ContainsAny(Escaped)
            ? value.Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\t", "\\t", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal)
            : value);
        return this;
    }

    public CanonicalText Field(long value)
    {
        Separate();
        var span = bytes.GetSpan(20);
        value.TryFormat(span, out var written, default, CultureInfo.InvariantCulture);
        bytes.Advance(written);
        return this;
    }

    /// <summary>Without trailing zeros and never with an exponent: 1.10 and 1.1 are one number and one text.</summary>
    public CanonicalText Field(decimal value) => Field(value.ToString("0.############################", CultureInfo.InvariantCulture));

    public CanonicalText EndLine()
    {
        bytes.Write("\n"u8);
        lineStarted = false;
        return this;
    }

    /// <summary>SHA-256 of everything written so far, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(bytes.WrittenSpan));

    private void Separate()
    {
        if (lineStarted)
        {
            bytes.Write("\t"u8);
        }

        lineStarted = true;
    }

    private void Write(string value)
    {
        var span = bytes.GetSpan(Encoding.UTF8.GetMaxByteCount(value.Length));
        bytes.Advance(Encoding.UTF8.GetBytes(value, span));
    }
}
