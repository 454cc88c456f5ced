using System.Globalization;

namespace Settlement.Domain.Fx;

/// <summary>
/// The rates that a new system starts with, until real ones are posted. Mids: euro foreign exchange reference rates of the European
/// Central Bank of 2022-07-08 (withdrawn currencies left out). Spreads are assumptions, not quotations: 2 bp for the six most traded
/// currencies against the euro, 10 bp for others that trade freely, 30 bp for the rest.
/// </summary>
public static class BundledRates
{
    private const string SourceName = "ECB euro reference rates 2022-07-08 (bundled)";

    /// <summary>The ECB takes them at 14:15 Frankfurt time.</summary>
    private static readonly DateTimeOffset TakenAt = new(2022, 7, 8, 12, 15, 0, TimeSpan.Zero);

    /// <summary>One line each: currency, units for one euro, spread in basis points.</summary>
    private const string Facts = """
        AUD 1.4871   10
        BRL 5.4345   30
        CAD 1.3201    2
        CHF 0.9913    2
        CNY 6.8095   10
        CZK 24.614   10
        DKK 7.4424   10
        GBP 0.84585   2
        HKD 7.9769   10
        HUF 402.45   10
        IDR 15210.73 30
        ILS 3.5325   10
        INR 80.5280  30
        ISK 139.50   30
        JPY 138.05    2
        KRW 1321.61  30
        MXN 20.8477  10
        MYR 4.4992   30
        NOK 10.2630  10
        NZD 1.6464   10
        PHP 56.882   30
        PLN 4.7630   10
        RON 4.9431   30
        SEK 10.6665   2
        SGD 1.4228   10
        THB 36.602   30
        TRY 17.6026  30
        USD 1.0163    2
        ZAR 17.1922  30
        """;

    /// <summary>29 quotes of the euro.</summary>
    public static FxRates Snapshot { get; } = new([.. Facts.Split('\n').Select(ParseLine)]);

    private static FxRate ParseLine(string line)
    {
        var parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new FxRate(
            "EUR",
            parts[0],
            decimal.Parse(parts[1], CultureInfo.InvariantCulture),
            decimal.Parse(parts[2], CultureInfo.InvariantCulture),
            SourceName,
            TakenAt);
    }
}
