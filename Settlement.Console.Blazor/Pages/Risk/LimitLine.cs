using System.Globalization;
using Settlement.Domain.Risk;

namespace Settlement.OperatorConsole.Pages.Risk;

/// <summary>How levels and shares of limits are shown.</summary>
internal static class LimitLine
{
    public static string Tone(string level) => level switch { "breached" or "critical" => "bad", "high" or "watch" or "warning" => "warn", _ => "ok" };

    /// <summary>82 %; more than all of a limit of zero is said in words.</summary>
    public static string Share(double? share) => share is { } known ? known.ToString("0 %", CultureInfo.InvariantCulture) : "no room";

    /// <summary>A bar's width; beyond the limit it is full.</summary>
    public static string Width(double? share) => Math.Clamp((share ?? 1) * 100, 0, 100).ToString("0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary>The currency whose cap is closest, also if everything unsettled settled at once; null without a cap.</summary>
    public static CurrencyExposure? Closest(CounterpartyRisk one) => one.Currencies.Where(currency => currency.Cap is not null).MaxBy(currency => Worst(currency.Cap!));

    public static double? Greater(LimitUse cap) => cap.Utilisation is null || cap.ProjectedUtilisation is null ? null : Math.Max(cap.Utilisation.Value, cap.ProjectedUtilisation.Value);

    private static double Worst(LimitUse cap) => Greater(cap) ?? double.PositiveInfinity;
}
