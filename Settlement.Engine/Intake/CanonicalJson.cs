using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Settlement.Engine.Intake;

/// <summary>
/// Writes JSON so that equal values are equal bytes: no white space, object keys in ordinal order of their UTF-16 units (as RFC 8785
/// orders them), texts unescaped but for quote and backslash, numbers as integer digits and a power of ten (<c>25e1</c> for 250, 250.0 and
/// 2.5e2 alike), which unlike RFC 8785 loses no digit.
/// </summary>
internal static class CanonicalJson
{
    public static void Write(IBufferWriter<byte> output, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                output.Write("{"u8);
                WriteMembers(output, value);
                output.Write("}"u8);
                break;
            case JsonValueKind.Array:
                output.Write("["u8);
                WriteItems(output, value);
                output.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteText(output, value.GetString()!);
                break;
            case JsonValueKind.Number:
                WriteNumber(output, JsonMarshal.GetRawUtf8Value(value));
                break;
            default:
                output.Write(JsonMarshal.GetRawUtf8Value(value));
                break;
        }
    }

    public static void WriteText(IBufferWriter<byte> output, string text)
    {
        output.Write("\""u8);
        var escaped = text.AsSpan().ContainsAny('"', '\\')
            ? text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            : text;
        Encoding.UTF8.GetBytes(escaped, output);
        output.Write("\""u8);
    }

    private static void WriteMembers(IBufferWriter<byte> output, JsonElement value)
    {
        var members = value.EnumerateObject().ToArray();

        // Read once: every call of Name makes a new string.
        var names = Array.ConvertAll(members, static member => member.Name);
        Array.Sort(names, members, StringComparer.Ordinal);
        for (var i = 0; i < members.Length; i++)
        {
            output.Write(i == 0 ? ""u8 : ","u8);
            WriteText(output, names[i]);
            output.Write(":"u8);
            Write(output, members[i].Value);
        }
    }

    private static void WriteItems(IBufferWriter<byte> output, JsonElement value)
    {
        var first = true;
        foreach (var item in value.EnumerateArray())
        {
            output.Write(first ? ""u8 : ","u8);
            first = false;
            Write(output, item);
        }
    }

    private static void WriteNumber(IBufferWriter<byte> output, ReadOnlySpan<byte> raw)
    {
        var mark = raw.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mark < 0 ? raw : raw[..mark];
        var written = mark < 0 ? 0 : ReadExponent(raw[(mark + 1)..]);
        if (written is not { } exponent)
        {
            // A power beyond nine digits is nobody's number: it stays as it was spelled.
            output.Write(raw);
            return;
        }

        var isNegative = mantissa[0] == (byte)'-';
        mantissa = isNegative ? mantissa[1..] : mantissa;
        var point = mantissa.IndexOf((byte)'.');
        var digits = new byte[mantissa.Length];
        mantissa.CopyTo(digits);
        var significant = digits.AsSpan();
        if (point >= 0)
        {
            mantissa[(point + 1)..].CopyTo(significant[point..]);
            significant = significant[..^1];
            exponent -= significant.Length - point;
        }

        var trimmed = significant.TrimEnd((byte)'0');
        exponent += significant.Length - trimmed.Length;
        trimmed = trimmed.TrimStart((byte)'0');
        if (trimmed.IsEmpty)
        {
            output.Write("0"u8);
            return;
        }

        output.Write(isNegative ? "-"u8 : ""u8);
        output.Write(trimmed);
        output.Write("e"u8);
        WriteInteger(output, exponent);
    }

    public static void WriteInteger(IBufferWriter<byte> output, long value)
    {
        value.TryFormat(output.GetSpan(20), out var length, default, System.Globalization.CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    private static long? ReadExponent(ReadOnlySpan<byte> text)
    {
        var digits = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        digits = digits.TrimStart((byte)'0');
        if (digits.Length > 9)
        {
            return null;
        }

        var value = 0L;
        foreach (var digit in digits)
        {
            value = (value * 10) + (digit - '0');
        }

        return text[0] == (byte)'-' ? -value : value;
    }
}
