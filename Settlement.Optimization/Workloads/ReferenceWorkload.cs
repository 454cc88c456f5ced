using Settlement.Domain.Batches;

namespace Settlement.Optimization.Workloads;

/// <summary>A kind of payment traffic that plans are measured on: equal seeds and counts give equal problems on any machine.</summary>
/// <param name="Name">Lower case with hyphens, e.g. core-periphery.</param>
/// <param name="Description">What is special about it.</param>
/// <param name="FixedPayments">The number of payments where it is not free, else null.</param>
public sealed record ReferenceWorkload(
    string Name, string Description, Func<int, ulong, BatchingProblem> Maker, int? FixedPayments = null)
{
    /// <summary>Payments at most: what a window plans in one go in the benches, and what the REST variant takes.</summary>
    public const int MaxPayments = 100_000;

    /// <exception cref="ArgumentOutOfRangeException">Fewer than 2 payments or more than <see cref="MaxPayments"/>.</exception>
    public BatchingProblem Make(int payments, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(payments, 2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(payments, MaxPayments);
        return Maker(FixedPayments ?? payments, seed);
    }
}
