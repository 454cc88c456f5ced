using System.Numerics;
using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Checking;

/// <summary>
/// The Lagrangian relaxation of a problem, evaluated at given prices; docs/OPTIMISER.md, "The relaxation". Every payment takes the cheaper
/// of settling at the prices of what it uses, and waiting. In 2^-40 units.
/// </summary>
internal sealed class PricedProblem
{
    private const int Bits = PlanCertificate.PriceBits;
    private readonly BatchingProblem problem;
    private readonly bool gross;
    private readonly Dictionary<(string Participant, string Currency), long> spendable;
    private readonly Dictionary<(string Debtor, string Creditor, string Currency), long> limits;
    private readonly HashSet<(string Debtor, string Creditor, string Currency)> ways = [];
    private readonly ILookup<(string Participant, string Currency), PricedPayment> touching;
    private readonly BigInteger slack;

    public PricedProblem(BatchingProblem problem, PlanCertificate certificate)
    {
        this.problem = problem;
        gross = problem.Mode == SettlementMode.Gross;
        spendable = problem.Liquidity.ToDictionary(
            row => (row.Participant, row.Currency), row => Math.Max(0, Math.Min(row.BalanceMinor, row.NetDebitCapMinor ?? long.MaxValue)));
        limits = problem.BilateralLimits.ToDictionary(
            limit => (limit.Debtor, limit.Creditor, limit.Currency), limit => Math.Max(0, limit.LimitMinor));
        var shares = new SpreadShares(problem, certificate);
        var payments = new List<PricedPayment>(problem.Candidates.Count);
        foreach (var candidate in problem.Candidates)
        {
            payments.Add(Payment(candidate, shares));
            if (!candidate.IsCrossCurrency)
            {
                ways.Add((candidate.Debtor, candidate.Creditor, candidate.SourceCurrency));
            }
        }

        Payments = payments;
        touching = payments.Where(payment => payment.HasRate)
            .SelectMany(payment => new[] { (Cell: payment.DebitCell, payment), (Cell: payment.CreditCell, payment) }.Distinct())
            .ToLookup(entry => entry.Cell, entry => entry.payment);
        slack = shares.Slack;
    }

    public IReadOnlyList<PricedPayment> Payments { get; }

    public long FeeOf(string currency) => problem.Costs.WireFeeIn(currency);

    /// <summary>Whether a plan that defers no more weight than this settles all that has a rate.</summary>
    public bool AllSettle(BigInteger deferredWeight)
    {
        BigInteger never = 0;
        foreach (var payment in Payments)
        {
            never += payment.HasRate ? 0 : payment.Weight;
        }

        return deferredWeight == never;
    }

    /// <summary>What the cell nets to if all settle.</summary>
    public BigInteger Net(string participant, string currency)
    {
        BigInteger net = 0;
        foreach (var payment in touching[(participant, currency)])
        {
            net -= payment.DebitCell == (participant, currency) ? payment.Candidate.SourceMinor : 0;
            net += payment.CreditCell == (participant, currency) ? payment.DestinationMinor : 0;
        }

        return net;
    }

    /// <summary>Flow prices stand for limits (net mode), or for what two participants exchange (gross mode).</summary>
    public bool MayPrice(LimitPrices prices)
    {
        var cells = Cells(prices);
        return prices.Flows.All(flow => gross
            ? string.CompareOrdinal(flow.Debtor, flow.Creditor) < 0
                && (Over(flow.Price, cells, flow.Debtor, flow.Currency) <= 0 || limits.ContainsKey((flow.Debtor, flow.Creditor, flow.Currency)))
                && (Over(-flow.Price, cells, flow.Creditor, flow.Currency) <= 0 || limits.ContainsKey((flow.Creditor, flow.Debtor, flow.Currency)))
            : flow.Price >= 0 && flow.Debtor != flow.Creditor && limits.ContainsKey((flow.Debtor, flow.Creditor, flow.Currency)));
    }

    public BigInteger LeastDeferred(LimitPrices prices)
    {
        var (cells, flows) = (Cells(prices), Flows(prices));
        var sum = -Endowment(prices, cells, ofCost: false);
        foreach (var payment in Payments)
        {
            var weight = (BigInteger)payment.Weight << Bits;
            sum += payment.HasRate ? BigInteger.Min(Charge(payment, cells, flows), weight) : weight;
        }

        return sum;
    }

    /// <summary>The same, if a cell nets to zero: then its liquidity is of no use, and its price may have either sign.</summary>
    /// <param name="least">What <see cref="LeastDeferred"/> says at the prices; only the cell's own payments change.</param>
    public BigInteger LeastDeferredWithoutWire(LimitPrices prices, BigInteger least, CellPrice wire)
    {
        var cell = (wire.Participant, wire.Currency);
        var (cells, flows) = (Cells(prices), Flows(prices));
        var sum = least + ((BigInteger)cells.GetValueOrDefault(cell) * spendable.GetValueOrDefault(cell));
        var changed = new Dictionary<(string, string), long>(cells) { [cell] = wire.Price };
        foreach (var payment in touching[cell])
        {
            var weight = (BigInteger)payment.Weight << Bits;
            sum += BigInteger.Min(Charge(payment, changed, flows), weight) - BigInteger.Min(Charge(payment, cells, flows), weight);
        }

        return sum;
    }

    public BigInteger LeastCost(LimitPrices prices, long weightPrice, BigInteger deferredWeight)
    {
        var (cells, flows) = (Cells(prices), Flows(prices));
        var sum = -Endowment(prices, cells, ofCost: true) - (weightPrice * deferredWeight) - slack;
        foreach (var payment in Payments)
        {
            var waiting = ((BigInteger)payment.Deferral << Bits) + ((BigInteger)weightPrice * payment.Weight);
            var settling = Charge(payment, cells, flows) + payment.Spread + ((BigInteger)OwnWires(payment) << Bits);
            sum += payment.HasRate ? BigInteger.Min(settling, waiting) : waiting;
        }

        return sum;
    }

    private PricedPayment Payment(Candidate candidate, SpreadShares shares)
    {
        var value = problem.Rates.Convert(candidate.SourceMinor, candidate.SourceCurrency, problem.Costs.Currency) ?? 0;
        var destination = candidate.IsCrossCurrency
            ? problem.Rates.Convert(candidate.SourceMinor, candidate.SourceCurrency, candidate.DestinationCurrency) ?? 0
            : candidate.SourceMinor;
        return new PricedPayment(
            candidate, destination,
            Math.Max(1, value) * (1 + candidate.Priority + Math.Min(9, candidate.Deferrals)),
            decimal.ToInt64(Math.Ceiling(value * problem.Costs.DeferralBasisPointsPerDay / 10_000m)),
            candidate.IsCrossCurrency && destination > 0 ? shares.Of(candidate, destination) : 0);
    }

    private BigInteger Endowment(LimitPrices prices, Dictionary<(string, string), long> cells, bool ofCost)
    {
        BigInteger sum = 0;
        foreach (var cell in prices.Cells)
        {
            var price = Math.Max(0, cell.Price - (ofCost ? UseCost(cell.Currency) : 0));
            sum += (BigInteger)price * spendable.GetValueOrDefault((cell.Participant, cell.Currency));
        }

        foreach (var flow in prices.Flows)
        {
            var (there, back) = gross
                ? (Over(flow.Price, cells, flow.Debtor, flow.Currency), Over(-flow.Price, cells, flow.Creditor, flow.Currency))
                : (flow.Price, 0);
            sum += there > 0 ? (BigInteger)there * limits[(flow.Debtor, flow.Creditor, flow.Currency)] : 0;
            sum += back > 0 ? (BigInteger)back * limits[(flow.Creditor, flow.Debtor, flow.Currency)] : 0;
        }

        return sum;
    }

    private BigInteger Charge(
        PricedPayment payment, Dictionary<(string, string), long> cells, Dictionary<(string, string, string), long> flows)
    {
        var candidate = payment.Candidate;
        if (candidate.Debtor == candidate.Creditor && !candidate.IsCrossCurrency)
        {
            return 0;
        }

        BigInteger minor = candidate.SourceMinor;
        var there = flows.GetValueOrDefault((candidate.Debtor, candidate.Creditor, candidate.SourceCurrency));
        var back = flows.GetValueOrDefault((candidate.Creditor, candidate.Debtor, candidate.SourceCurrency));
        var debit = cells.GetValueOrDefault((candidate.Debtor, candidate.SourceCurrency));
        if (gross)
        {
            return minor * (IsExchanged(candidate) ? there - back : debit);
        }

        var flow = candidate.Debtor == candidate.Creditor ? 0 : there - back;
        return (minor * (debit + (BigInteger)flow))
            - ((BigInteger)payment.DestinationMinor * cells.GetValueOrDefault((candidate.Creditor, candidate.DestinationCurrency)));
    }

    /// <summary>Gross mode: payments of one currency that may be offset, or whose flow is limited, are charged as a flow.</summary>
    private bool IsExchanged(Candidate candidate)
    {
        var (there, back) = ((candidate.Debtor, candidate.Creditor, candidate.SourceCurrency),
            (candidate.Creditor, candidate.Debtor, candidate.SourceCurrency));
        return !candidate.IsCrossCurrency && (ways.Contains(back) || limits.ContainsKey(there) || limits.ContainsKey(back));
    }

    /// <summary>Gross mode: the wires that are the payment's alone.</summary>
    private long OwnWires(PricedPayment payment)
    {
        var candidate = payment.Candidate;
        return !gross || (candidate.Debtor == candidate.Creditor && !candidate.IsCrossCurrency) ? 0
            : candidate.IsCrossCurrency ? FeeOf(candidate.SourceCurrency) + FeeOf(candidate.DestinationCurrency)
            : ways.Contains((candidate.Creditor, candidate.Debtor, candidate.SourceCurrency)) ? 0 : FeeOf(candidate.SourceCurrency);
    }

    private long UseCost(string currency)
    {
        var worth = problem.Rates.Convert(1L << Bits, currency, problem.Costs.Currency, ConversionRounding.TowardZero) ?? 0;
        return decimal.ToInt64(Math.Floor(worth * problem.Costs.LiquidityBasisPointsPerDay / 10_000m));
    }

    private static long Over(long price, Dictionary<(string, string), long> cells, string participant, string currency) =>
        price - cells.GetValueOrDefault((participant, currency));

    private static Dictionary<(string, string), long> Cells(LimitPrices prices) =>
        prices.Cells.ToDictionary(cell => (cell.Participant, cell.Currency), cell => cell.Price);

    private static Dictionary<(string, string, string), long> Flows(LimitPrices prices) =>
        prices.Flows.ToDictionary(flow => (flow.Debtor, flow.Creditor, flow.Currency), flow => flow.Price);
}
