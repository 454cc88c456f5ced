namespace Settlement.Engine.Risk;

/// <summary>
/// How unevenly an amount is spread: shares, and the Herfindahl-Hirschman index, the sum of the squared shares in percent, from 10,000 / n to 10,000
/// (Hirschman, "The paternity of an index", American Economic Review 54 (1964)). Not a measure of size.
/// </summary>
/// <param name="TotalMinor">The sum of all amounts above zero.</param>
/// <param name="Shares">Largest first; those of zero and below are left out.</param>
public sealed record Concentration(long TotalMinor, double Herfindahl, IReadOnlyList<ConcentrationShare> Shares)
{
    /// <summary>The index of the US Merger Guidelines (2023, guideline 1) above which a market counts as highly concentrated.</summary>
    public const double HighlyConcentrated = 1_800;

    public static Concentration Of(IEnumerable<(string Name, long AmountMinor)> amounts)
    {
        var positive = amounts.Where(amount => amount.AmountMinor > 0)
            .OrderByDescending(amount => amount.AmountMinor).ThenBy(amount => amount.Name, StringComparer.Ordinal).ToList();
        var total = positive.Aggregate(0L, (sum, amount) => checked(sum + amount.AmountMinor));
        var shares = positive.ConvertAll(amount => new ConcentrationShare(amount.Name, amount.AmountMinor, (double)amount.AmountMinor / total));
        return new Concentration(total, shares.Sum(share => share.Share * share.Share) * 10_000, shares);
    }

    /// <summary>Share of the largest n together.</summary>
    public double Top(int n) => Shares.Take(n).Sum(share => share.Share);
}

/// <param name="Share">Of the total, 0 to 1.</param>
public sealed record ConcentrationShare(string Name, long AmountMinor, double Share);
