using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>
/// The Lagrangian relaxation of a problem, evaluated at given prices of its limits; docs/OPTIMISER.md, "The relaxation". Every payment takes the
/// cheaper of settling at the prices of what it uses, and waiting. In 2^-40 units.
/// </summary>
internal sealed class PricedLimits
{
    private const int Bits = PlanCertificate.PriceBits;
    private readonly PricedProblem problem;
    private readonly LimitPrices prices;
    private readonly long[] cells;
    private readonly long[] flows;

    public PricedLimits(PricedProblem problem, LimitPrices prices)
    {
        (this.problem, this.prices) = (problem, prices);
        (cells, flows) = (new long[problem.Cells], new long[problem.Flows]);
        foreach (var cell in prices.Cells)
        {
            if (problem.CellOf(cell.Participant, cell.Currency) is var number and >= 0)
            {
                cells[number] = cell.Price;
            }
        }

        foreach (var flow in prices.Flows)
        {
            if (problem.FlowOf(flow.Debtor, flow.Creditor, flow.Currency) is var number and >= 0)
            {
                flows[number] = flow.Price;
            }
        }
    }

    /// <summary>Flow prices stand for limits (net mode), or for what two participants exchange (gross mode).</summary>
    public bool AreOfLimits() => prices.Flows.All(flow => problem.IsGross
        ? string.CompareOrdinal(flow.Debtor, flow.Creditor) < 0
            && (Over(flow.Price, flow.Debtor, flow.Currency) <= 0 || IsLimited(flow.Debtor, flow.Creditor, flow.Currency))
            && (Over(-flow.Price, flow.Creditor, flow.Currency) <= 0 || IsLimited(flow.Creditor, flow.Debtor, flow.Currency))
        : flow.Price >= 0 && flow.Debtor != flow.Creditor && IsLimited(flow.Debtor, flow.Creditor, flow.Currency));

    public Int128 LeastDeferred()
    {
        var sum = -Endowment(ofCost: false);
        foreach (var payment in problem.Payments)
        {
            sum += payment.Lesser(Charge(payment), Waiting(payment));
        }

        return sum;
    }

    /// <summary>The same, if a cell nets to zero: then its liquidity is of no use, and its price may have either sign.</summary>
    /// <param name="least">What <see cref="LeastDeferred"/> says; only the cell's own payments change.</param>
    public Int128 LeastDeferredWithoutWire(Int128 least, int cell, long price)
    {
        var own = cells[cell];
        var sum = least + ((Int128)own * problem.Spendable[cell]);
        foreach (var payment in problem.Touching(cell))
        {
            var before = payment.Lesser(Charge(payment), Waiting(payment));
            cells[cell] = price;
            sum += payment.Lesser(Charge(payment), Waiting(payment)) - before;
            cells[cell] = own;
        }

        return sum;
    }

    public Int128 LeastCost(long weightPrice, Int128 deferredWeight)
    {
        var sum = -Endowment(ofCost: true) - (weightPrice * deferredWeight) - problem.Slack;
        foreach (var payment in problem.Payments)
        {
            sum += payment.Lesser(
                Charge(payment) + payment.Spread + ((Int128)problem.OwnWires(payment) << Bits),
                ((Int128)payment.Deferral << Bits) + ((Int128)weightPrice * payment.Weight));
        }

        return sum;
    }

    private Int128 Endowment(bool ofCost)
    {
        Int128 sum = 0;
        foreach (var cell in prices.Cells)
        {
            var number = problem.CellOf(cell.Participant, cell.Currency);
            var price = Math.Max(0, cell.Price - (ofCost ? problem.UseCost(cell.Currency) : 0));
            sum += number < 0 ? 0 : (Int128)price * problem.Spendable[number];
        }

        foreach (var flow in prices.Flows)
        {
            var (there, back) = problem.IsGross
                ? (Over(flow.Price, flow.Debtor, flow.Currency), Over(-flow.Price, flow.Creditor, flow.Currency))
                : (flow.Price, 0);
            sum += there > 0 ? (Int128)there * problem.LimitOf(problem.FlowOf(flow.Debtor, flow.Creditor, flow.Currency)) : 0;
            sum += back > 0 ? (Int128)back * problem.LimitOf(problem.FlowOf(flow.Creditor, flow.Debtor, flow.Currency)) : 0;
        }

        return sum;
    }

    private Int128 Charge(PricedPayment payment)
    {
        if (payment.IsOnUs)
        {
            return 0;
        }

        Int128 minor = payment.Candidate.SourceMinor;
        var flow = payment.There < 0 || payment.Candidate.Debtor == payment.Candidate.Creditor ? 0 : flows[payment.There] - flows[payment.Back];
        return problem.IsGross
            ? minor * (problem.IsExchanged(payment) ? flow : cells[payment.DebitCell])
            : (minor * cells[payment.DebitCell]) + (minor * flow) - ((Int128)payment.DestinationMinor * cells[payment.CreditCell]);
    }

    private bool IsLimited(string debtor, string creditor, string currency) => problem.IsLimited(problem.FlowOf(debtor, creditor, currency));

    private long Over(long price, string participant, string currency) =>
        price - (problem.CellOf(participant, currency) is var cell and >= 0 ? cells[cell] : 0);

    private static Int128 Waiting(PricedPayment payment) => (Int128)payment.Weight << Bits;
}
