using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Workloads;

/// <summary>Traffic that is built so that simple rules fail.</summary>
internal static class TrapWorkloads
{
    /// <summary>Rings of four to seven banks that owe each other around; nobody holds more than a twentieth of what it owes. One by one nothing
    /// moves, together almost everything does (Bech and Soramaki, 2001).</summary>
    public static BatchingProblem Gridlock(int payments, ulong seed)
    {
        const int banks = 20;
        var workload = new WorkloadBuilder("gridlock", seed, BundledRates.Snapshot);
        while (workload.Count < payments)
        {
            var length = Math.Min(workload.Random.Next(4, 8), Math.Max(2, payments - workload.Count));
            var first = workload.Random.Next(0, banks);
            var step = workload.Random.Next(1, 3);
            var amount = workload.Random.LogNormal(20);
            for (var link = 0; link < length && workload.Count < payments; link++)
            {
                var (debtor, creditor) = ((first + (link * step)) % banks, (first + ((link + 1) % length * step)) % banks);

                // Not quite the same all around: what is left over needs a little liquidity.
                workload.Pay(WorkloadBuilder.Bank(debtor), WorkloadBuilder.Bank(creditor), amount + workload.Random.Next(0, (int)(amount / 50)));
            }
        }

        return workload.Problem(percent: 5);
    }

    /// <summary>
    /// Each of many debtors can pay one large payment or the two urgent halves beside it, which weigh 10/6 as much together but less each:
    /// whoever takes the heaviest first, or drops the lightest first, keeps the wrong one. Nothing flows back.
    /// </summary>
    public static BatchingProblem AgainstGreedy(int payments, ulong seed)
    {
        var workload = new WorkloadBuilder("against-greedy", seed, BundledRates.Snapshot);
        for (var debtor = 0; workload.Count < payments; debtor++)
        {
            var name = WorkloadBuilder.Bank(10 + debtor);
            var funds = workload.Random.LogNormal(22);
            workload.Pay(name, Sink(workload), funds, priority: 5);
            for (var half = 0; half < 2 && workload.Count < payments; half++)
            {
                workload.Pay(name, Sink(workload), (funds / 2) - half, priority: 9);
            }

            workload.Hold(name, "USD", funds);
        }

        return workload.Problem(percent: 0);
    }

    private static string Sink(WorkloadBuilder workload) => WorkloadBuilder.Bank(workload.Random.Next(0, 10));
}
