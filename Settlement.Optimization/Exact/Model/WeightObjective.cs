using Settlement.Optimization.Exact.Programs;
using Settlement.Optimization.Selection;

namespace Settlement.Optimization.Exact.Model;

/// <summary>
/// First of the two objectives: the most value-weighted priority settles. Every payment weighs something, so an optimum leaves
/// nothing out that fits. Where the sum would not fit 62 bits, weights lose their lowest bits, upwards: the bound stays a bound.
/// </summary>
internal sealed class WeightObjective
{
    private const int MaxAgingSteps = 9;

    private readonly IndexedProblem index;
    private readonly int shift;

    public WeightObjective(IndexedProblem index)
    {
        this.index = index;
        Int128 sum = 0;
        for (var payment = 0; payment < index.Count; payment++)
        {
            sum += index.MaySettle[payment] ? Weight(payment) : 0;
        }

        Total = sum;

        // Rounding each weight up adds at most one per payment.
        while ((sum >> shift) + index.Count > IntegerProgram.MaxMagnitude)
        {
            shift++;
        }
    }

    /// <summary>Of all payments that may settle: no plan settles more.</summary>
    public Int128 Total { get; }

    /// <summary>Whether the program's weights are the exact ones.</summary>
    public bool IsExact => shift == 0;

    public Int128 Of(int[] assignment)
    {
        Int128 sum = 0;
        for (var payment = 0; payment < assignment.Length; payment++)
        {
            sum += assignment[payment] >= 0 ? Weight(payment) : 0;
        }

        return sum;
    }

    public void Maximise(PaymentChoice choice) => choice.Program.Minimise([.. Terms(choice).Select(term => (term.Variable, -term.Weight))]);

    /// <summary>Demands that as much settles as in an assignment that is known.</summary>
    public void DemandAtLeast(PaymentChoice choice, int[] assignment)
    {
        var least = 0L;
        for (var payment = 0; payment < assignment.Length; payment++)
        {
            least += assignment[payment] >= 0 ? Scaled(payment) : 0;
        }

        choice.Program.AddRow(Terms(choice), least, long.MaxValue);
    }

    /// <summary>The most that can settle, from the bound of a program that <see cref="Maximise"/> made.</summary>
    public Int128 BoundFrom(long programBound) => Int128.Min(Total, (Int128)(-programBound) << shift);

    private List<(int Variable, long Weight)> Terms(PaymentChoice choice)
    {
        var terms = new List<(int, long)>(choice.Payments.Length * choice.Batches);
        foreach (var payment in choice.Payments)
        {
            for (var batch = 0; batch < choice.Batches; batch++)
            {
                terms.Add((choice.Variable(payment, batch), Scaled(payment)));
            }
        }

        return terms;
    }

    /// <summary>As a plan's certificate counts it.</summary>
    private long Weight(int payment) =>
        Math.Max(1, index.Value[payment]) * (1 + index.Payments[payment].Priority + Math.Min(index.Payments[payment].Deferrals, MaxAgingSteps));

    private long Scaled(int payment) => (Weight(payment) + (1L << shift) - 1) >> shift;
}
