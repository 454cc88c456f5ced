namespace Settlement.Optimization;

/// <summary>
/// How much the planner tries, counted in steps and never in time: the same problem, budget and seed give the same plan on any machine.
/// </summary>
/// <param name="Neighbourhoods">Payments that the search forces in where limits bind; small problems take fewer.</param>
/// <param name="BoundSolves">Relaxations that are solved for the bound of the cost, each with another price of weight.</param>
/// <param name="Seed">Of the random choices of the search.</param>
public sealed record PlanBudget(int Neighbourhoods, int BoundSolves, ulong Seed)
{
    /// <summary>For some tens of milliseconds at 1,000 payments where limits bind.</summary>
    public static PlanBudget Default { get; } = new(1_500, 4, 20_260_101);
}
