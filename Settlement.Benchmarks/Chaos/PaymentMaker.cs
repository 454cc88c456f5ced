using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>Makes the bodies of payments within the demo community, the same for the same seed: kinds, currencies and amounts are mixed.</summary>
internal sealed class PaymentMaker(int seed, string prefix)
{
    private static readonly (string Account, string Participant)[] Parties =
    [
        ("bank_a_001", "bank_a"), ("bank_b_001", "counterparty_bank_b"), ("acct_usa_88", "acme_usa"), ("acct_uk_99", "cparty_london"),
    ];

    public static IReadOnlyList<string> Currencies { get; } = ["EUR", "USD", "GBP", "JPY"];

    private readonly Random _random = new(seed);
    private int _made;

    public Random Random => _random;

    public (string Id, string Body) Next()
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"{prefix}-{++_made}");
        var from = _random.Next(Parties.Length);
        var to = (from + 1 + _random.Next(Parties.Length - 1)) % Parties.Length;
        var currency = Currencies[_random.Next(Currencies.Count)];
        var destination = _random.NextDouble() < 0.25 ? Currencies[_random.Next(Currencies.Count)] : currency;
        var window = _random.NextDouble() switch { < 0.55 => "rtgs", < 0.85 => "t0", _ => "t1" };
        var units = _random.NextDouble() < 0.01 ? -5 : Amount();
        var amount = currency == "JPY" ? units.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{units}.{_random.Next(100):00}");
        return (id, $$"""
            {"transaction_id":"{{id}}","amount":{{amount}},"source_currency":"{{currency}}","destination_currency":"{{destination}}",
             "source_account":"{{Parties[from].Account}}","destination_account":"{{Parties[to].Account}}","counterparty_id":"{{Parties[to].Participant}}",
             "idempotency_key":"key-{{id}}","settlement_window":"{{window}}"}
            """);
    }

    /// <summary>Units, log-normal: most are small, a few are so large that liquidity runs out now and then.</summary>
    private long Amount()
    {
        var normal = Math.Sqrt(-2 * Math.Log(1 - _random.NextDouble())) * Math.Cos(2 * Math.PI * _random.NextDouble());
        return Math.Clamp((long)Math.Exp(9 + (2.2 * normal)), 1, 45_000_000);
    }
}
