namespace Settlement.Domain.Currencies;

/// <summary>
/// A currency of ISO 4217. There is one instance per code, so two are compared by reference. Not a market: a currency knows nothing of
/// rates, calendars or cut-offs.
/// </summary>
public sealed class Currency
{
    private static readonly long[] Scales = [1, 10, 100, 1_000, 10_000];

    internal Currency(string code, string number, int minorUnits, string name)
    {
        Code = code;
        Number = number;
        MinorUnits = minorUnits;
        Name = name;
        Scale = Scales[minorUnits];
    }

    /// <summary>Three capital letters, e.g. EUR.</summary>
    public string Code { get; }

    /// <summary>Three digits, e.g. 978.</summary>
    public string Number { get; }

    /// <summary>Decimals of the currency: 0, 2, 3 or 4.</summary>
    public int MinorUnits { get; }

    /// <summary>Minor units in one unit: 10 to the power of <see cref="MinorUnits"/>.</summary>
    public long Scale { get; }

    public string Name { get; }

    /// <summary>Every payable currency, by code.</summary>
    public static IReadOnlyList<Currency> All => CurrencyTable.All;

    /// <summary>The currency of a code in capitals; null when ISO 4217 has no such active, payable currency.</summary>
    public static Currency? Find(string? code) => code is null ? null : CurrencyTable.ByCode.GetValueOrDefault(code);

    /// <summary>The currency of a code that was validated before.</summary>
    /// <exception cref="ArgumentException">No such currency.</exception>
    public static Currency Get(string code) => Find(code) ?? throw new ArgumentException($"'{code}' is not an active ISO 4217 currency", nameof(code));

    public override string ToString() => Code;
}
