using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Checking;

/// <summary>A problem's payments and limits by number, for bounds to be evaluated on.</summary>
internal sealed class PricedProblem
{
    private readonly BatchingProblem problem;
    private readonly Numbers<(string Participant, string Currency)> cells = new();
    private readonly Numbers<(string Debtor, string Creditor, string Currency)> flows = new();
    private readonly Dictionary<int, long> limits = [];
    private readonly HashSet<int> ways = [];
    private readonly ILookup<int, PricedPayment> touching;

    public PricedProblem(BatchingProblem problem, PlanCertificate certificate)
    {
        this.problem = problem;
        IsGross = problem.Mode == SettlementMode.Gross;
        var shares = new SpreadShares(problem, certificate);
        Payments = [.. problem.Candidates.Select(candidate => Payment(candidate, shares))];
        Slack = shares.Slack;
        foreach (var limit in problem.BilateralLimits)
        {
            limits[flows.Of((limit.Debtor, limit.Creditor, limit.Currency))] = Math.Max(0, limit.LimitMinor);
        }

        Spendable = new long[cells.Count];
        foreach (var row in problem.Liquidity)
        {
            if (cells.Find((row.Participant, row.Currency)) is var cell and >= 0)
            {
                Spendable[cell] = Math.Max(0, Math.Min(row.BalanceMinor, row.NetDebitCapMinor ?? long.MaxValue));
            }
        }

        if (!IsGross && certificate.Version >= 2)
        {
            Survivors.Mark(Payments, Spendable);
        }

        touching = Payments.Where(payment => payment.MaySettle)
            .SelectMany(payment => payment.IsOnUs
                ? new[] { (Cell: payment.DebitCell, payment) } : [(payment.DebitCell, payment), (payment.CreditCell, payment)])
            .ToLookup(entry => entry.Cell, entry => entry.payment);
    }

    public bool IsGross { get; }

    public IReadOnlyList<PricedPayment> Payments { get; }

    /// <summary>By cell.</summary>
    public long[] Spendable { get; }

    /// <summary>What detours may save beyond the shares of the spread, 2^-40 units.</summary>
    public Int128 Slack { get; }

    public int Cells => cells.Count;

    public int Flows => flows.Count;

    /// <summary>-1 where no payment touches it.</summary>
    public int CellOf(string participant, string currency) => cells.Find((participant, currency));

    /// <summary>-1 where there is neither a payment nor a limit.</summary>
    public int FlowOf(string debtor, string creditor, string currency) => flows.Find((debtor, creditor, currency));

    public bool IsLimited(int flow) => limits.ContainsKey(flow);

    public long LimitOf(int flow) => limits[flow];

    public IEnumerable<PricedPayment> Touching(int cell) => touching[cell];

    public long FeeOf(string currency) => problem.Costs.WireFeeIn(currency);

    /// <summary>What using a minor unit costs anyway, 2^-40 units.</summary>
    public long UseCost(string currency)
    {
        var worth = problem.Rates.Convert(1L << PlanCertificate.PriceBits, currency, problem.Costs.Currency, ConversionRounding.TowardZero) ?? 0;
        return decimal.ToInt64(Math.Floor(worth * problem.Costs.LiquidityBasisPointsPerDay / 10_000m));
    }

    /// <summary>Gross mode: payments of one currency that may be offset, or whose flow is limited, are charged as a flow.</summary>
    public bool IsExchanged(PricedPayment payment) =>
        payment.There >= 0 && (ways.Contains(payment.Back) || limits.ContainsKey(payment.There) || limits.ContainsKey(payment.Back));

    /// <summary>Gross mode: the wires that are the payment's alone.</summary>
    public long OwnWires(PricedPayment payment) => !IsGross || payment.IsOnUs ? 0
        : payment.Candidate.IsCrossCurrency ? FeeOf(payment.Candidate.SourceCurrency) + FeeOf(payment.Candidate.DestinationCurrency)
        : ways.Contains(payment.Back) ? 0 : FeeOf(payment.Candidate.SourceCurrency);

    private PricedPayment Payment(Candidate candidate, SpreadShares shares)
    {
        var value = problem.Rates.Convert(candidate.SourceMinor, candidate.SourceCurrency, problem.Costs.Currency) ?? 0;
        var (there, back) = (-1, -1);
        var destination = candidate.SourceMinor;
        if (candidate.IsCrossCurrency)
        {
            destination = problem.Rates.Convert(candidate.SourceMinor, candidate.SourceCurrency, candidate.DestinationCurrency) ?? 0;
        }
        else
        {
            there = flows.Of((candidate.Debtor, candidate.Creditor, candidate.SourceCurrency));
            back = flows.Of((candidate.Creditor, candidate.Debtor, candidate.SourceCurrency));
            ways.Add(there);
        }

        return new PricedPayment(
            candidate, destination,
            Math.Max(1, value) * (1 + candidate.Priority + Math.Min(9, candidate.Deferrals)),
            decimal.ToInt64(Math.Ceiling(value * problem.Costs.DeferralBasisPointsPerDay / 10_000m)),
            candidate.IsCrossCurrency && destination > 0 ? shares.Of(candidate, destination) : 0,
            cells.Of((candidate.Debtor, candidate.SourceCurrency)), cells.Of((candidate.Creditor, candidate.DestinationCurrency)), there, back)
        {
            MaySettle = destination > 0,
        };
    }
}
