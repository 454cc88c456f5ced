using System.Collections.Frozen;
using System.Globalization;

namespace Settlement.Domain.Reference;

/// <summary>
/// International bank account numbers of ISO 13616, in the electronic form without blanks. Checks the country's length, the characters and
/// the check digits; a country's own inner structure is not checked.
/// </summary>
public static class Iban
{
    /// <summary>The remainder that every number leaves: ISO/IEC 7064, MOD 97-10.</summary>
    private const int Remainder = 1;

    /// <summary>Country and length, from the IBAN registry (SWIFT) and the experimental ones in wide use.</summary>
    private const string Facts = """
        AD24 AE23 AL28 AT20 AX18 AZ28 BA20 BE16 BG22 BH22 BI27 BL27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28
        EE20 EG29 ES24 FI18 FK18 FO18 FR27 GB22 GE22 GF27 GG22 GI23 GL18 GP27 GR27 GT28 HR21 HU28 IE22 IL23 IM22 IQ23
        IS26 IT27 JE22 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 LY25 MC27 MD24 ME22 MF27 MK19 MN20 MQ27 MR27 MT31
        MU30 NC27 NI28 NL18 NO15 OM23 PF27 PK24 PL28 PM27 PS29 PT25 QA29 RE27 RO24 RS22 RU33 SA24 SC31 SD18 SE24 SI19
        SK24 SM27 SN28 SO23 ST25 SV28 TF27 TL23 TN24 TR26 UA29 VA22 VG24 WF27 XK20 YT27
        """;

    private static readonly FrozenDictionary<string, int> Lengths = Facts
        .Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
        .ToFrozenDictionary(fact => fact[..2], fact => int.Parse(fact.AsSpan(2), CultureInfo.InvariantCulture), StringComparer.Ordinal);

    public static bool IsValid(string? text)
    {
        if (text is null || text.Length < 5 || !Lengths.TryGetValue(text[..2], out var length) || text.Length != length)
        {
            return false;
        }

        // Check digits run from 02 to 98: 00, 01 and 99 would leave the same remainder as 97, 98 and 02.
        return char.IsAsciiDigit(text[2]) && char.IsAsciiDigit(text[3])
            && text.AsSpan(2, 2) is not ("00" or "01" or "99")
            && Modulo97(text.AsSpan(4), text.AsSpan(0, 4)) == Remainder;
    }

    /// <returns>-1 when a character is neither a digit nor a capital letter.</returns>
    private static int Modulo97(ReadOnlySpan<char> number, ReadOnlySpan<char> head)
    {
        var remainder = Continue(0, number);
        return remainder < 0 ? remainder : Continue(remainder, head);
    }

    private static int Continue(int remainder, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            if (char.IsAsciiDigit(character))
            {
                remainder = ((remainder * 10) + (character - '0')) % 97;
            }
            else if (char.IsAsciiLetterUpper(character))
            {
                remainder = ((remainder * 100) + (character - 'A' + 10)) % 97;
            }
            else
            {
                return -1;
            }
        }

        return remainder;
    }
}
