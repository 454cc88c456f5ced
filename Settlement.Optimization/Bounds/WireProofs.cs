using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>
/// Net mode: finds the cells that have a wire in every plan that settles as much weight. Without one a cell nets to zero, and its liquidity
/// helps nobody: with the cell's price replaced by the best one of either sign, more weight would have to be deferred.
/// </summary>
internal sealed class WireProofs
{
    /// <summary>Prices times amounts must stay in 128 bits.</summary>
    private const long MaxPrice = 1L << 60;

    private readonly IndexedProblem index;
    private readonly RelaxedTerms terms;
    private readonly Prices prices;
    private readonly Int128 deferred;
    private readonly Int128 least;
    private readonly int[][] debits;
    private readonly int[][] credits;

    private WireProofs(IndexedProblem index, RelaxedTerms terms, Prices prices, Int128 deferred)
    {
        (this.index, this.terms, this.prices, this.deferred) = (index, terms, prices, deferred);
        least = terms.LeastDeferredWeight(prices);
        debits = ByCell(index, index.DebitCell);
        credits = ByCell(index, index.CreditCell);
    }

    /// <param name="deferredWeight">What the plan at hand defers.</param>
    public static List<CellPrice> Of(IndexedProblem index, RelaxedTerms terms, Prices prices, Int128 deferredWeight)
    {
        var proofs = new WireProofs(index, terms, prices, deferredWeight << PlanCertificate.PriceBits);
        var proven = new List<CellPrice>(index.Cells.Length);
        for (var cell = 0; cell < index.Cells.Length; cell++)
        {
            if (proofs.Prove(cell) is { } price)
            {
                proven.Add(new CellPrice(index.Cells[cell].Participant, index.Cells[cell].Currency, price));
            }
        }

        return proven;
    }

    private long? Prove(int cell)
    {
        var (own, others) = Others(cell);
        if (own.Length == 0)
        {
            return null;
        }

        var price = Best(own, others, debits[cell].Length);
        var changed = least + terms.CellEndowment(prices, cell, ofCost: false);
        for (var place = 0; place < own.Length; place++)
        {
            var payment = own[place];
            var weight = (Int128)index.Weight[payment] << PlanCertificate.PriceBits;
            changed += terms.Lesser(payment, others[place] + Own(payment, place < debits[cell].Length, price), weight)
                - terms.Lesser(payment, terms.Charge(prices, payment), weight);
        }

        return changed > deferred ? price : null;
    }

    /// <summary>The cell's payments, debits first, and what each is charged elsewhere.</summary>
    private (int[] Own, Int128[] Others) Others(int cell)
    {
        int[] own = [.. debits[cell], .. credits[cell]];
        var others = new Int128[own.Length];
        for (var place = 0; place < own.Length; place++)
        {
            others[place] = terms.Charge(prices, own[place]) - Own(own[place], place < debits[cell].Length, prices.Cell[cell]);
        }

        return (own, others);
    }

    private Int128 Own(int payment, bool isDebit, long price) =>
        isDebit ? (Int128)index.Source[payment] * price : -(Int128)index.Destination[payment] * price;

    /// <summary>Where the bound is highest: concave in the price, its slope falls from the sum of the debits to less the sum of the
    /// credits, by each payment's amount at the price at which it would rather be deferred (a debit) or settled (a credit).</summary>
    private long Best(int[] own, Int128[] others, int debitCount)
    {
        var turns = new long[own.Length];
        var amounts = new long[own.Length];
        Int128 slope = 0;
        for (var place = 0; place < own.Length; place++)
        {
            var payment = own[place];
            var weight = (Int128)index.Weight[payment] << PlanCertificate.PriceBits;
            var isDebit = place < debitCount;
            amounts[place] = isDebit ? index.Source[payment] : index.Destination[payment];
            var turn = (isDebit ? weight - others[place] : others[place] - weight) / amounts[place];
            turns[place] = terms.Supposed(payment) == 0 ? (long)Int128.Clamp(turn, -MaxPrice, MaxPrice)
                : terms.Supposed(payment) > 0 == isDebit ? MaxPrice : -MaxPrice;
            slope += isDebit ? amounts[place] : 0;
        }

        Array.Sort(turns, amounts);
        var best = 0;
        while (best < turns.Length - 1 && slope > amounts[best])
        {
            slope -= amounts[best];
            best++;
        }

        return turns[best];
    }

    private static int[][] ByCell(IndexedProblem index, int[] cellOf)
    {
        var lists = Array.ConvertAll(index.Cells, _ => new List<int>());
        for (var i = 0; i < index.Count; i++)
        {
            if (index.MovesFunds(i))
            {
                lists[cellOf[i]].Add(i);
            }
        }

        return Array.ConvertAll(lists, list => list.ToArray());
    }
}
