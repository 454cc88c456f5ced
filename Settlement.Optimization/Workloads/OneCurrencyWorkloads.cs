using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Workloads;

/// <summary>Traffic in one currency that differs in who pays whom and how much. Exponents are powers of two of US cents: 23 is 84,000
/// dollars.</summary>
internal static class OneCurrencyWorkloads
{
    /// <summary>Sixteen banks of equal size: net positions are small against the payments.</summary>
    public static BatchingProblem Balanced(int payments, ulong seed)
    {
        var workload = new WorkloadBuilder("balanced", seed, BundledRates.Snapshot);
        while (workload.Count < payments)
        {
            var (debtor, creditor) = Two(workload.Random, 16);
            workload.Pay(debtor, creditor, workload.Random.LogNormal(19), priority: workload.Priority());
        }

        return workload.Problem(percent: 8);
    }

    /// <summary>Four core banks among themselves and twenty at the edge, each with one core bank, as interbank networks are found to be (Craig
    /// and von Peter, 2014).</summary>
    public static BatchingProblem CorePeriphery(int payments, ulong seed)
    {
        const int core = 4;
        const int edge = 20;
        var workload = new WorkloadBuilder("core-periphery", seed, BundledRates.Snapshot);
        while (workload.Count < payments)
        {
            var outer = WorkloadBuilder.Bank(core + workload.Random.Next(0, edge));
            var home = WorkloadBuilder.Bank(int.Parse(outer.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture) % core);
            var (debtor, creditor) = workload.Random.Next(0, 10) switch
            {
                < 5 => Two(workload.Random, core),
                < 8 => (outer, home),
                _ => (home, outer),
            };
            workload.Pay(debtor, creditor, workload.Random.LogNormal(19), priority: workload.Priority());
        }

        return workload.Problem(percent: 6);
    }

    /// <summary>One bank pays every third payment and receives every twentieth: what it lacks holds up others.</summary>
    public static BatchingProblem OneNetDebtor(int payments, ulong seed)
    {
        var workload = new WorkloadBuilder("one-net-debtor", seed, BundledRates.Snapshot);
        while (workload.Count < payments)
        {
            var (debtor, creditor) = Two(workload.Random, 15);
            var draw = workload.Random.Next(0, 60);
            workload.Pay(
                draw < 20 ? WorkloadBuilder.Bank(15) : debtor, draw is >= 20 and < 23 ? WorkloadBuilder.Bank(15) : creditor,
                workload.Random.LogNormal(19), priority: workload.Priority());
        }

        return workload.Problem(percent: 40);
    }

    /// <summary>Every second doubling of the amount is as likely as the last: a handful of payments is most of the value.</summary>
    public static BatchingProblem FatTailed(int payments, ulong seed)
    {
        var workload = new WorkloadBuilder("fat-tailed", seed, BundledRates.Snapshot);
        while (workload.Count < payments)
        {
            var (debtor, creditor) = Two(workload.Random, 16);
            workload.Pay(debtor, creditor, workload.Random.Pareto(22), priority: workload.Priority());
        }

        return workload.Problem(percent: 20);
    }

    /// <summary>Fifty payments that sum to exactly 5,000,000.00 dollars between eight banks: small enough to follow by hand.</summary>
    public static BatchingProblem FiftyOfFiveMillion(int payments, ulong seed)
    {
        const long total = 5_000_000_00;
        var workload = new WorkloadBuilder("fifty", seed, BundledRates.Snapshot);
        var left = total;
        for (var number = payments; number > 0; number--)
        {
            var (debtor, creditor) = Two(workload.Random, 8);
            var mean = left / number;
            var amount = number == 1 ? left : (mean / 4) + workload.Random.Next(0, (int)(mean * 3 / 2));
            workload.Pay(debtor, creditor, amount, priority: workload.Priority());
            left -= amount;
        }

        return workload.Problem(percent: 30);
    }

    public static (string Debtor, string Creditor) Two(WorkloadRandom random, int banks)
    {
        var debtor = random.Next(0, banks);
        return (WorkloadBuilder.Bank(debtor), WorkloadBuilder.Bank((debtor + random.Next(1, banks)) % banks));
    }
}
