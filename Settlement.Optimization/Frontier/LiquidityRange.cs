namespace Settlement.Optimization.Frontier;

/// <summary>
/// Per participant and currency the least liquidity with which a day can settle at all (its net debit of the whole day) and the most that can
/// be of use (its deepest debit if every payment settled as it arrives): Koponen and Soramaki, Intraday liquidity needs in a modern interbank
/// payment system, 1998.
/// </summary>
public sealed class LiquidityRange
{
    private readonly Dictionary<(string Participant, string Currency), (long Net, long Peak)> cells = [];

    public LiquidityRange(PaymentDay day)
    {
        ArgumentNullException.ThrowIfNull(day);
        foreach (var (payment, _) in day.Payments.OrderBy(payment => payment.Minute).ThenBy(payment => payment.Payment.Position))
        {
            Move((payment.Debtor, payment.SourceCurrency), -payment.SourceMinor);
            Move((payment.Creditor, payment.DestinationCurrency), payment.DestinationMinor);
        }

        LeastMinor = Sum(day, cell => Math.Max(0, -cell.Net));
        MostMinor = Sum(day, cell => cell.Peak);
    }

    /// <summary>Net debits of the day, at mid, minor units of the cost currency.</summary>
    public long LeastMinor { get; }

    /// <summary>Peaks of the day, at mid, minor units of the cost currency.</summary>
    public long MostMinor { get; }

    /// <summary>Opening balances at a share of the way from the least to the most; rounded up.</summary>
    public Dictionary<(string Participant, string Currency), long> At(double share)
    {
        var parts = (long)Math.Round(share * 10_000);
        return cells.ToDictionary(cell => cell.Key, cell =>
        {
            var least = Math.Max(0, -cell.Value.Net);
            return least + (long)((((Int128)(cell.Value.Peak - least) * parts) + 9_999) / 10_000);
        });
    }

    private void Move((string, string) cell, long minor)
    {
        var (net, peak) = cells.GetValueOrDefault(cell);
        cells[cell] = (net + minor, Math.Max(peak, -(net + minor)));
    }

    private long Sum(PaymentDay day, Func<(long Net, long Peak), long> minor) =>
        cells.Sum(cell => day.Rates.Convert(minor(cell.Value), cell.Key.Currency, day.Costs.Currency) ?? 0);
}
