using Settlement.Optimization.Bounds;

namespace Settlement.Optimization.Selection;

/// <summary>
/// The bank clearing problem (Güntzer, Jungnickel and Leclerc, Efficient algorithms for the clearing of interbank payments, EJOR 106, 1998) by
/// Lagrangian relaxation with repair. Makes choices out of the relaxation: first out of the whole one; where that leaves too much open, out of the case of the branch and bound
/// that allows the most (<see cref="CaseTree"/>). Each is dived into (<see cref="RelaxationDive"/>), repaired, thinned out for certain, and
/// filled up.
/// </summary>
internal sealed class BankClearing(IndexedProblem index, int[] home, PlanBudget budget)
{
    /// <summary>Parts in 1,024 of the liquidity that a dive leaves for rounding: little where many small payments fill it, much where
    /// few do.</summary>
    private const int LittleKeptBack = 128;
    private const int MuchKeptBack = 512;

    /// <summary>Within this part of the bound, another dive seldom finds more than the search does.</summary>
    private const int CloseEnough = 200;

    /// <summary>Within this part of the bound, more proof and search are not worth their time.</summary>
    private const int Negligible = 1 << 14;

    public Relaxation Relaxation { get; } = new(index);

    /// <summary>What is as good as the most that any choice settles.</summary>
    public Int128 Enough() => Within(Negligible);

    /// <param name="state">A choice to beat.</param>
    /// <param name="dearestFirst">Order in which payments stay and come back.</param>
    public PlanState Better(PlanState state, int[] dearestFirst)
    {
        var network = new RelaxedNetwork(index, Relaxation.Terms, LittleKeptBack);
        state = Heavier(state, Rounded(network, [], dearestFirst));
        if (state.SettledWeight() >= Enough())
        {
            return state;
        }

        Relaxation.TellApart(state.SettledWeight(), budget.CasesFor(index.Cells.Length, index.Count));
        var best = Relaxation.Cases[0].Fixed;
        state = best.Length == 0 ? state : Heavier(state, Rounded(network, best, dearestFirst));
        return state.SettledWeight() >= Within(CloseEnough)
            ? state
            : Heavier(state, Rounded(new RelaxedNetwork(index, Relaxation.Terms, MuchKeptBack), best, dearestFirst));
    }

    private Int128 Within(int part)
    {
        var most = Relaxation.MostWeight();
        return most - (most / part);
    }

    private PlanState Rounded(RelaxedNetwork network, Fixing[] fixings, int[] dearestFirst)
    {
        var rounded = NetSelection.Filled(index, home, new RelaxationDive(index, network).Run(fixings));
        new EjectionChains(rounded, home, Relaxation.Terms.UnitValue, budget.Seed).Repair();
        GridlockResolution.Run(rounded, dearestFirst);
        Refill.Run(rounded, dearestFirst, home);
        return rounded;
    }

    private static PlanState Heavier(PlanState one, PlanState other) => other.SettledWeight() > one.SettledWeight() ? other : one;
}
