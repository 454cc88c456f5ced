using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Selection;

/// <summary>
/// A problem with every name replaced by a number, so that selection runs on arrays. Payments stand in order of arrival, cells (a
/// participant and a currency) and names in ordinal order: the numbering depends on the problem's content alone, not on the order of its
/// lists.
/// </summary>
internal sealed class IndexedProblem
{
    /// <summary>Stands for a limit that is not set.</summary>
    public const long NoLimit = long.MaxValue;

    /// <summary>A payment gains one step of weight for each time it was deferred, up to this.</summary>
    private const int MaxAgingSteps = 9;

    public IndexedProblem(BatchingProblem problem)
    {
        Problem = problem;
        Payments = ProblemRules.Sorted(problem);
        var names = new PartyNames(Payments);
        DebitCell = new int[Count];
        CreditCell = new int[Count];
        for (var i = 0; i < Count; i++)
        {
            DebitCell[i] = names.Cell(Payments[i].Debtor, Payments[i].SourceCurrency);
            CreditCell[i] = names.Cell(Payments[i].Creditor, Payments[i].DestinationCurrency);
        }

        Cells = names.SortCells(DebitCell, CreditCell);
        Limits = new LiquidityLimits(problem.Liquidity, Cells);
        Flows = new FlowLimits(problem.BilateralLimits, Payments);
        Source = new long[Count];
        Destination = new long[Count];
        Value = new long[Count];
        Weight = new long[Count];
        IsSettleable = new bool[Count];
        Convert(problem.Rates, problem.Costs.Currency);
        MaySettle = Reach.Of(this);
    }

    public BatchingProblem Problem { get; }

    public int Count => Payments.Length;

    /// <summary>Ascending by position, then id; cross-currency destination amounts as converted here.</summary>
    public Candidate[] Payments { get; }

    public (string Participant, string Currency)[] Cells { get; }

    public int[] DebitCell { get; }

    public int[] CreditCell { get; }

    public LiquidityLimits Limits { get; }

    public FlowLimits Flows { get; }

    public long[] Source { get; }

    public long[] Destination { get; }

    /// <summary>Worth of the payment at mid, minor units of the cost currency; 0 where no rate leads there.</summary>
    public long[] Value { get; }

    /// <summary>Value, at least 1, times (1 + priority + times deferred): what selection maximises.</summary>
    public long[] Weight { get; }

    /// <summary>False where a cross-currency payment has no rate, or is worth less than one minor unit at it.</summary>
    public bool[] IsSettleable { get; }

    /// <summary>A payment between two accounts of one participant in one currency changes no position and needs no wire.</summary>
    public bool IsOnUs(int payment) => DebitCell[payment] == CreditCell[payment];

    /// <summary>False where no plan can settle the payment, whatever else settles (<see cref="Reach"/>).</summary>
    public bool[] MaySettle { get; }

    /// <summary>Whether the payment may settle, and then moves funds.</summary>
    public bool MovesFunds(int payment) => MaySettle[payment] && !IsOnUs(payment);

    private void Convert(FxRates rates, string costCurrency)
    {
        for (var i = 0; i < Count; i++)
        {
            var payment = Payments[i];
            Source[i] = payment.SourceMinor;
            Destination[i] = payment.SourceMinor;
            if (payment.IsCrossCurrency)
            {
                Destination[i] = rates.Convert(payment.SourceMinor, payment.SourceCurrency, payment.DestinationCurrency) ?? 0;
                Payments[i] = payment with { DestinationMinor = Destination[i] };
            }

            IsSettleable[i] = Destination[i] > 0;
            Value[i] = rates.Convert(payment.SourceMinor, payment.SourceCurrency, costCurrency) ?? 0;
            Weight[i] = Math.Max(1, Value[i]) * (1 + payment.Priority + Math.Min(payment.Deferrals, MaxAgingSteps));
        }
    }
}
