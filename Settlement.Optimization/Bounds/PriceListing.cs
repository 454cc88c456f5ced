using Settlement.Domain.Batches;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Bounds;

/// <summary>Prices by name, as a certificate lists them: those that are not 0.</summary>
internal sealed class PriceListing(IndexedProblem index, RelaxedTerms terms)
{
    public static LimitPrices None { get; } = new([], []);

    public CertificateCase Of(ProvenCase one) => new(
        [.. one.Fixed.Select(fixing => new SupposedPayment(index.Payments[fixing.Payment].TransactionId, fixing.Settles))],
        Of(one.Weight), one.Cost is null ? null : Of(one.Cost), one.Cost?.Weight ?? 0, one.Wires);

    public LimitPrices Of(Prices prices)
    {
        var cells = new List<CellPrice>();
        for (var cell = 0; cell < prices.Cell.Length; cell++)
        {
            if (prices.Cell[cell] != 0)
            {
                cells.Add(new CellPrice(index.Cells[cell].Participant, index.Cells[cell].Currency, prices.Cell[cell]));
            }
        }

        var flows = new List<FlowPrice>();
        foreach (var limit in index.Problem.BilateralLimits)
        {
            var direction = index.Flows.DirectionOf(limit);
            if (direction >= 0 && prices.Direction.Length > 0 && prices.Direction[direction] != 0)
            {
                flows.Add(new FlowPrice(limit.Debtor, limit.Creditor, limit.Currency, prices.Direction[direction]));
            }
        }

        for (var pair = 0; pair < prices.Pair.Length; pair++)
        {
            var (low, high) = (index.Cells[terms.Pairs!.Cells[pair].Low], index.Cells[terms.Pairs.Cells[pair].High]);
            if (prices.Pair[pair] != 0)
            {
                flows.Add(new FlowPrice(low.Participant, high.Participant, low.Currency, prices.Pair[pair]));
            }
        }

        return new LimitPrices(cells, flows);
    }
}
