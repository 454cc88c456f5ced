using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>Point 3 of <see cref="LowerBound"/>: what the residuals of the currency pairs must cost in spread or deferral.</summary>
internal static class PairBound
{
    /// <param name="share">By payment, its deferral cost; reduced by what this bound uses up.</param>
    public static long Sum(IndexedProblem index, bool[] isSure, long[] share)
    {
        var pairs = new Dictionary<(string Base, string Quote), Pair>();
        for (var i = 0; i < index.Count; i++)
        {
            var payment = index.Payments[i];
            if (!payment.IsCrossCurrency || !index.IsSettleable[i])
            {
                continue;
            }

            var sellsBase = string.CompareOrdinal(payment.SourceCurrency, payment.DestinationCurrency) < 0;
            var key = sellsBase
                ? (payment.SourceCurrency, payment.DestinationCurrency)
                : (payment.DestinationCurrency, payment.SourceCurrency);
            if (!pairs.TryGetValue(key, out var pair))
            {
                pairs.Add(key, pair = new Pair(index, key.Item1, key.Item2));
            }

            var amount = sellsBase ? index.Source[i] : index.Destination[i];
            share[i] -= pair.Add(amount, sellsBase, isSure[i], share[i]);
        }

        return pairs.Values.Sum(pair => pair.Least());
    }

    private sealed class Pair(IndexedProblem index, string baseCurrency, string quoteCurrency)
    {
        private readonly decimal spread = index.Problem.Rates.SpreadBasisPoints(baseCurrency, quoteCurrency) ?? 0;
        private readonly List<(long Amount, long Reserved)> payments = [];
        private long residual;

        /// <summary>Returns what it keeps of the payment's share: as much as trading the payment would cost.</summary>
        public long Add(long amount, bool sellsBase, bool isSure, long share)
        {
            residual += sellsBase ? amount : -amount;
            if (isSure)
            {
                return 0;
            }

            var half = Price.HalfSpread(amount, spread);
            var reserved = Math.Min(share, Price.InCostCurrency(half, baseCurrency, index.Problem.Costs, index.Problem.Rates));
            payments.Add((amount, reserved));
            return reserved;
        }

        public long Least()
        {
            var units = Math.Abs(residual);
            var traded = (long)decimal.Floor(units * spread / 20_000m);
            Int128 least = index.Problem.Rates.Convert(
                traded, baseCurrency, index.Problem.Costs.Currency, Domain.Fx.ConversionRounding.TowardZero) ?? 0;
            foreach (var (amount, reserved) in payments)
            {
                least = Int128.Min(least, (Int128)reserved * units / amount);
            }

            return (long)least;
        }
    }
}
