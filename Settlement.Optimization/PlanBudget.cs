namespace Settlement.Optimization;

/// <summary>
/// How much the planner tries, counted in steps and never in time: the same problem, budget and seed give the same plan on any machine.
/// </summary>
/// <param name="Neighbourhoods">Neighbourhoods that the search takes apart and fills again, where limits bind.</param>
/// <param name="BoundSolves">Relaxations that are solved for the bound of the cost, each with another price of weight.</param>
/// <param name="Seed">Of the random choices of the search.</param>
public sealed record PlanBudget(int Neighbourhoods, int BoundSolves, ulong Seed)
{
    /// <summary>1,000 payments in some 20 ms on one core of 2020.</summary>
    public static PlanBudget Default { get; } = new(4_000, 4, 20_260_101);
}
