namespace Settlement.Optimization;

/// <summary>
/// How much the planner tries, counted in steps and never in time: the same problem, budget and seed give the same plan on any machine.
/// </summary>
/// <param name="Neighbourhoods">Payments that the search forces in where limits bind; small problems take fewer.</param>
/// <param name="BoundSolves">Relaxations that are solved for the bound of the cost, each with another price of weight.</param>
/// <param name="Seed">Of the random choices of the search.</param>
/// <param name="Cases">Cases that the proof tells apart at most where limits bind (branch and bound).</param>
public sealed record PlanBudget(int Neighbourhoods, int BoundSolves, ulong Seed, int Cases = 24)
{
    /// <summary>Prices that a certificate lists at most for one bound, so that it stays smaller than the plan: problems of many cells are
    /// told apart less.</summary>
    private const int MaxPrices = 2_000;

    /// <summary>Payments times cases at most: each case looks at every payment a few times. Large problems have small gaps anyway.</summary>
    private const int MaxLooks = 50_000;

    internal int CasesFor(int cells, int payments) => Math.Clamp(
        Math.Min(MaxPrices / Math.Max(1, cells), MaxLooks / Math.Max(1, payments)), 1, Math.Max(1, Cases));

    /// <summary>For about 20 ms at 1,000 payments where limits bind.</summary>
    public static PlanBudget Default { get; } = new(800, 4, 20_260_101);
}
