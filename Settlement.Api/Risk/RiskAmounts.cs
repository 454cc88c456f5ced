using Settlement.Domain.Currencies;
using Settlement.Domain.Risk;
using Settlement.Engine.Risk;

namespace Settlement.Api.Risk;

/// <summary>How risk figures are written: amounts with their currency's decimals, shares to six digits, levels.</summary>
internal static class RiskAmounts
{
    private const double Watch = 0.75;
    private const double High = 0.90;

    private static readonly string[] Levels = ["ok", "watch", "high", "breached"];

    public static string Units(long minor, string currency) => Money.Format(minor, Currency.Get(currency));

    /// <summary>Null where there is no share; so is an infinite one, which JSON cannot say.</summary>
    public static double? Share(double? share) => share is { } value && double.IsFinite(value) ? Math.Round(value, 6) : null;

    public static string Level(double? share) => share switch
    {
        > 1 => Levels[3],
        >= High => Levels[2],
        >= Watch => Levels[1],
        _ => Levels[0],
    };

    public static string Worst(IEnumerable<string> levels) => levels.MaxBy(level => Array.IndexOf(Levels, level)) ?? Levels[0];

    public static RiskMoment Moment(RiskSnapshot snapshot) =>
        new(snapshot.At, snapshot.LedgerPosition, snapshot.IntakePosition, snapshot.Reference.Version);

    public static LimitUse? Cap(Exposure exposure)
    {
        if (exposure.CapMinor is not { } cap)
        {
            return null;
        }

        var projected = Level(exposure.ProjectedUtilisation);
        return new LimitUse(
            Units(cap, exposure.Currency), Units(exposure.CapUsedMinor, exposure.Currency), Units(Left(cap, exposure), exposure.Currency),
            Share(exposure.Utilisation), Units(exposure.CapProjectedMinor, exposure.Currency), Share(exposure.ProjectedUtilisation),
            Worst([Level(exposure.Utilisation), projected == Levels[3] ? Levels[2] : projected]));
    }

    /// <summary>A net receiver may send what it has received besides its cap.</summary>
    private static long Left(long cap, Exposure exposure)
    {
        var used = checked(exposure.DayNetMinor + exposure.DayReservedMinor);
        return used < cap - long.MaxValue ? long.MaxValue : Math.Max(0, cap - used);
    }

    public static BilateralPosition Bilateral(BilateralExposure pair) => new(
        pair.Debtor, pair.Creditor, pair.Currency, Units(pair.ThereMinor, pair.Currency), Units(pair.BackMinor, pair.Currency),
        Units(pair.NetMinor, pair.Currency), pair.LimitMinor is { } limit ? Units(limit, pair.Currency) : null, Share(pair.Utilisation), Level(pair.Utilisation));
}
