using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Pricing;

/// <summary>Point 6 of <see cref="LowerBound"/> without liquidity: what gross payments must cost in wires or deferral.</summary>
internal static class GrossWireBound
{
    public static long Sum(IndexedProblem index, bool[] isSure, long[] share)
    {
        var fee = index.Problem.Costs.WireFeeMinor;
        var numbers = new Dictionary<(int, int), int>();
        var pair = new int[index.Count];
        var goes = new List<(bool Forward, bool Backward)>();
        var sum = 0L;
        for (var i = 0; i < index.Count; i++)
        {
            pair[i] = -1;
            if (!index.MovesFunds(i))
            {
                continue;
            }

            if (index.Payments[i].IsCrossCurrency)
            {
                sum += isSure[i] ? 2 * fee : Math.Min(share[i], 2 * fee);
                continue;
            }

            var forward = IsForward(index, i);
            var key = forward ? (index.DebitCell[i], index.CreditCell[i]) : (index.CreditCell[i], index.DebitCell[i]);
            if (numbers.TryAdd(key, goes.Count))
            {
                goes.Add(default);
            }

            pair[i] = numbers[key];
            goes[pair[i]] = (goes[pair[i]].Forward || forward, goes[pair[i]].Backward || !forward);
        }

        return sum + Pairs(index, isSure, share, pair, [.. goes.Select(way => way is (true, true))]);
    }

    /// <param name="pair">By payment, the number of its two participants and currency, -1 where it is not of one currency.</param>
    /// <param name="offsets">By pair, whether it has payments in both directions.</param>
    private static long Pairs(IndexedProblem index, bool[] isSure, long[] share, int[] pair, bool[] offsets)
    {
        var fee = index.Problem.Costs.WireFeeMinor;
        var wires = new ScarceShares(offsets.Length);
        for (var i = 0; i < pair.Length; i++)
        {
            if (pair[i] >= 0)
            {
                wires.Total(pair[i], IsForward(index, i) ? index.Source[i] : -index.Source[i]);
            }
        }

        var sum = 0L;
        for (var i = 0; i < pair.Length; i++)
        {
            if (pair[i] < 0)
            {
                continue;
            }

            if (!offsets[pair[i]])
            {
                sum += isSure[i] ? fee : Math.Min(share[i], fee);
            }
            else if (!isSure[i])
            {
                wires.Offer(pair[i], share[i], index.Source[i]);
            }
        }

        for (var number = 0; number < offsets.Length; number++)
        {
            sum += offsets[number] ? Math.Min(fee, wires.LeastToMove(number)) : 0;
        }

        return sum;
    }

    private static bool IsForward(IndexedProblem index, int payment) => index.DebitCell[payment] < index.CreditCell[payment];
}
