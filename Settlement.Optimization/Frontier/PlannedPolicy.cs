using System.Globalization;
using Settlement.Domain.Batches;
using Settlement.Optimization.Pricing;

namespace Settlement.Optimization.Frontier;

/// <summary>The planner at intervals: netted, or gross with bilateral offsetting.</summary>
/// <param name="minutes">Null plans once, at the end of the day.</param>
internal sealed class PlannedPolicy(string name, SettlementMode mode, int? minutes) : ISettlementPolicy
{
    public string Name => name;

    public bool ActsAt(int minute, int dayLength) => minute == dayLength || (minutes is { } interval && minute > 0 && minute % interval == 0);

    public SettledRound Act(PaymentDay day, IReadOnlyList<Candidate> waiting, DayBalances balances)
    {
        var plan = Planner.Plan(new BatchingProblem(
            string.Create(CultureInfo.InvariantCulture, $"{name}-{waiting[0].Position}"),
            mode, waiting, balances.Liquidity(), [], day.Rates, day.Costs));
        var (settled, cost, wires) = (new List<Candidate>(), Cost.Zero, 0);
        foreach (var batch in plan.Batches)
        {
            balances.Settle(batch.Wires);
            settled.AddRange(batch.Payments);
            cost += Price.Of(batch, day.Costs, day.Rates);
            wires += batch.Wires.Count;
        }

        return new SettledRound(settled, cost, wires);
    }
}
