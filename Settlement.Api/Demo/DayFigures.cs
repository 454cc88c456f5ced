namespace Settlement.Api.Demo;

/// <summary>The measured figures that the generated day follows, each with its source.</summary>
internal static class DayFigures
{
    /// <summary>
    /// Mean and standard deviation of the natural logarithm of an amount in EUR: a lognormal through two quantiles of TARGET2 in 2019, 70 % of
    /// the payments below EUR 50,000 and 9 % above EUR 1 million (ECB, TARGET Annual Report 2019). The median is about EUR 7,300.
    /// </summary>
    public const double AmountMu = 8.90;

    public const double AmountSigma = 3.67;

    /// <summary>Amounts are truncated here, units of their currency: one unit is the smallest, and intake takes at most 999,999,999.99.</summary>
    public const double SmallestAmount = 1;

    public const double LargestAmount = 900_000_000;

    /// <summary>Hours in which the systems are open before their cut-off: Fedwire's business day has 22 (21:00 to 19:00 Eastern Time).</summary>
    public const int OpenHours = 22;

    /// <summary>Shares of settlement windows, and of payments between two currencies, as the demonstration wants them; not measured.</summary>
    public const double T0Share = 0.45;

    public const double T1Share = 0.40;

    public const double CrossCurrencyShare = 0.20;

    /// <summary>Payments for today that come after the cut-off and roll to the next business day; not measured.</summary>
    public const double LateShare = 0.03;

    public const double MetadataShare = 0.10;

    /// <summary>
    /// Of all payments: between two core banks, from the periphery to the core, and back. With 12 links within the core and one core bank for each
    /// peripheral one, 36 of 240 possible links are used, 0.15; in the Dutch part of TARGET2 it were 0.12, at a mean path of 2 (Pröpper, van
    /// Lelyveld and Heijmans, DNB Working Paper 177). A tightly connected core is what Soramäki et al. found in Fedwire (FRBNY Staff Report 243).
    /// </summary>
    public static readonly double[] LinkShares = [0.40, 0.30, 0.30];

    /// <summary>One demo payment in this many is invalid, and one in this many is sent again under its key.</summary>
    public const int OddOneIn = 200;

    /// <summary>
    /// Weight of an hour by its distance to the cut-off, 1 being the last hour before it. Fedwire's value by hour: a base of about USD 5 billion,
    /// peaks of about 15 at 02:00, 07:00 and 17:00 and 25 at 18:00, an hour before the close (FEDS Notes, 2025-01-03).
    /// </summary>
    public static double HourWeight(int hoursToCutOff) => hoursToCutOff switch
    {
        1 => 25,
        2 or 12 or 17 => 15,
        > 0 and <= OpenHours => 5,
        _ => 0,
    };
}
