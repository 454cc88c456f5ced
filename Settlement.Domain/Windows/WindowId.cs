using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Settlement.Domain.Windows;

/// <summary>
/// Names a netted window: kind, controlling currency and value date, written t0-EUR-2026-11-23. RTGS has no windows: its payments carry
/// <see cref="Rtgs"/>, which is not one of these.
/// </summary>
public readonly record struct WindowId(WindowKind Kind, string Currency, DateOnly ValueDate)
{
    /// <summary>What stands in place of a window's id on an RTGS payment.</summary>
    public const string Rtgs = "rtgs";

    private const string DateFormat = "yyyy-MM-dd";

    /// <summary>t0-EUR-2026-11-23 has 17 characters, always.</summary>
    private const int Length = 17;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix(Kind)}-{Currency}-{ValueDate:yyyy-MM-dd}");

    /// <summary>The kind as clients write it: rtgs, t0, t1 or t2.</summary>
    public static string Prefix(WindowKind kind) => kind switch
    {
        WindowKind.Rtgs => Rtgs,
        WindowKind.T0 => "t0",
        WindowKind.T1 => "t1",
        WindowKind.T2 => "t2",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "not a window kind"),
    };

    /// <summary>Reads rtgs, t0, t1 or t2; null for anything else.</summary>
    public static WindowKind? KindOf(string? text) => text switch
    {
        Rtgs => WindowKind.Rtgs,
        "t0" => WindowKind.T0,
        "t1" => WindowKind.T1,
        "t2" => WindowKind.T2,
        _ => null,
    };

    /// <summary>False for anything that <see cref="ToString"/> does not write; also for "rtgs".</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WindowId id)
    {
        id = default;
        if (text is not { Length: Length } || text[2] != '-' || text[6] != '-')
        {
            return false;
        }

        if (KindOf(text[..2]) is not { } kind
            || Currencies.Currency.Find(text[3..6]) is not { } currency
            || !DateOnly.TryParseExact(text.AsSpan(7), DateFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return false;
        }

        id = new WindowId(kind, currency.Code, date);
        return true;
    }

    /// <exception cref="FormatException">Not a window id.</exception>
    public static WindowId Parse(string text) => TryParse(text, out var id) ? id : throw new FormatException($"'{text}' is not a window id");
}
