using System.Buffers;
using System.Buffers.Text;
using System.Text.Unicode;

namespace Settlement.Engine.Intake;

/// <summary>
/// Looks in JSON, before or after it is parsed, for texts that the parser lets pass: bytes that are no UTF-8, escapes of half a character,
/// and control characters. One vectorised look at the whole; nearly every body has none of the bytes that need a second one.
/// </summary>
internal static class JsonText
{
    // 0x7F is DEL; 0xC2 leads the controls U+0080 to U+009F. JSON itself forbids the raw ones below U+0020.
    private static readonly SearchValues<byte> Suspicious = SearchValues.Create([(byte)'\\', 0x7F, 0xC2]);

    /// <summary>Why the bytes cannot be the text of a JSON document; null when they may be.</summary>
    public static string? FindMalformed(ReadOnlySpan<byte> json)
    {
        if (!Utf8.IsValid(json))
        {
            return "The body is not valid UTF-8.";
        }

        for (var at = Next(json, 0, (byte)'\\'); at >= 0; at = Next(json, at, (byte)'\\'))
        {
            if (!TryReadEscape(json, at, out var value))
            {
                at += 2;
                continue;
            }

            at += 6;
            if (char.IsLowSurrogate(value))
            {
                return Unpaired(at - 6);
            }

            if (char.IsHighSurrogate(value))
            {
                if (!TryReadEscape(json, at, out var second) || !char.IsLowSurrogate(second))
                {
                    return Unpaired(at - 6);
                }

                at += 6;
            }
        }

        return null;
    }

    /// <summary>Where the next control character stands, written raw or escaped, at or after <paramref name="start"/>; -1 when there is none.</summary>
    public static int FindControl(ReadOnlySpan<byte> json, int start)
    {
        var at = start;
        while (at < json.Length)
        {
            var step = json[at..].IndexOfAny(Suspicious);
            if (step < 0)
            {
                return -1;
            }

            at += step;
            if (IsControl(json, at))
            {
                return at;
            }

            // A backslash and what it escapes go together: the second of two must not be taken for the start of an escape.
            at += json[at] == (byte)'\\' ? 2 : 1;
        }

        return -1;
    }

    private static bool IsControl(ReadOnlySpan<byte> json, int at) => json[at] switch
    {
        0x7F => true,
        0xC2 => at + 1 < json.Length && json[at + 1] is >= 0x80 and <= 0x9F,
        _ => TryReadEscape(json, at, out var value) ? char.IsControl(value) : at + 1 < json.Length && "bfnrt"u8.Contains(json[at + 1]),
    };

    /// <summary>Reads an escape of the form \u0041 that starts at <paramref name="at"/>.</summary>
    private static bool TryReadEscape(ReadOnlySpan<byte> json, int at, out char value)
    {
        value = default;
        if (at + 6 > json.Length || json[at] != (byte)'\\' || json[at + 1] != (byte)'u')
        {
            return false;
        }

        var read = Utf8Parser.TryParse(json.Slice(at + 2, 4), out ushort code, out var digits, 'x') && digits == 4;
        value = (char)code;
        return read;
    }

    private static int Next(ReadOnlySpan<byte> json, int start, byte wanted)
    {
        var step = start < json.Length ? json[start..].IndexOf(wanted) : -1;
        return step < 0 ? -1 : start + step;
    }

    private static string Unpaired(int at) => $"The escape at byte {at} is half of a surrogate pair and stands for no character.";
}
