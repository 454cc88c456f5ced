using System.Buffers;
using System.Globalization;
using System.Text;

namespace Settlement.Domain.Transactions;

/// <summary>
/// The rule for every identifier that a client chooses or names: 1 to 64 of the letters A to Z and a to z, the digits and . _ : -
/// Such a text needs no escaping in JSON, in a path or in a header.
/// </summary>
public static class PaymentIdentifier
{
    public const int MaxLength = 64;

    private static readonly SearchValues<byte> Allowed = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-"u8);

    public static bool IsValid(ReadOnlySpan<byte> utf8) => utf8.Length is > 0 and <= MaxLength && !utf8.ContainsAnyExcept(Allowed);

    /// <summary>Reports why a text is no identifier; false when it is not one.</summary>
    public static bool Check(string text, string field, PaymentErrors errors)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(errors);
        if (text.Length == 0)
        {
            errors.Add(field, PaymentErrorCodes.Required, $"{field} is empty.");
            return false;
        }

        if (text.Length > MaxLength)
        {
            errors.Add(field, PaymentErrorCodes.TooLong, $"{field} has {text.Length} characters; at most {MaxLength} are allowed.");
            return false;
        }

        var place = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            place++;
            if (!rune.IsAscii || !Allowed.Contains((byte)rune.Value))
            {
                errors.Add(field, PaymentErrorCodes.InvalidCharacter, $"{field} has {Describe(rune)} at place {place}; letters, digits and . _ : - are allowed.");
                return false;
            }
        }

        return true;
    }

    private static string Describe(Rune rune)
    {
        var code = $"U+{rune.Value:X4}";
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            ? code
            : $"'{rune}' ({code})";
    }
}
