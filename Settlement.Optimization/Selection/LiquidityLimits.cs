using Settlement.Domain.Batches;

namespace Settlement.Optimization.Selection;

/// <summary>What each cell may spend, by the cell's number.</summary>
internal sealed class LiquidityLimits
{
    /// <exception cref="ArgumentException">A participant and currency stand in the liquidity twice.</exception>
    public LiquidityLimits(IReadOnlyList<Liquidity> liquidity, (string Participant, string Currency)[] cells)
    {
        var rows = new Dictionary<(string, string), Liquidity>(liquidity.Count);
        foreach (var row in liquidity)
        {
            if (!rows.TryAdd((row.Participant, row.Currency), row))
            {
                throw new ArgumentException(
                    $"liquidity of {row.Participant} in {row.Currency} stands in the problem twice", nameof(liquidity));
            }
        }

        Balance = new long[cells.Length];
        Cap = new long[cells.Length];
        Spendable = new long[cells.Length];
        for (var cell = 0; cell < cells.Length; cell++)
        {
            var row = rows.GetValueOrDefault(cells[cell]);
            Balance[cell] = row?.BalanceMinor ?? 0;
            Cap[cell] = row?.NetDebitCapMinor ?? IndexedProblem.NoLimit;
            Spendable[cell] = Math.Max(0, Math.Min(Balance[cell], Cap[cell]));
        }
    }

    public long[] Balance { get; }

    public long[] Cap { get; }

    /// <summary>The lesser of both, at least 0.</summary>
    public long[] Spendable { get; }
}
