using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Optimization.Workloads;

/// <summary>Traffic across currencies: payment versus payment, matched at mid, the residual at the spread.</summary>
internal static class CurrencyWorkloads
{
    /// <summary>Euro against dollar between twelve banks; 55 of 100 exchanges sell euro, so that a residual remains.</summary>
    public static BatchingProblem Two(int payments, ulong seed)
    {
        var workload = new WorkloadBuilder("two-currency", seed, BundledRates.Snapshot);
        while (workload.Count < payments)
        {
            var (debtor, creditor) = OneCurrencyWorkloads.Two(workload.Random, 12);
            var (source, destination) = workload.Random.Percent(55) ? ("EUR", "USD") : ("USD", "EUR");
            var amount = workload.Random.LogNormal(19);
            workload.Pay(debtor, creditor, amount, source, workload.Random.Percent(60) ? destination : null, workload.Priority());
        }

        return workload.Problem(percent: 60);
    }

    /// <summary>The thirty currencies of the bundled rates between twelve banks; the first eight make three quarters of the traffic, and two
    /// of five payments change the currency.</summary>
    public static BatchingProblem Thirty(int payments, ulong seed)
    {
        string[] currencies = ["USD", "EUR", "JPY", "GBP", "CNY", "AUD", "CAD", "CHF", .. BundledRates.Snapshot.Rates.Select(rate => rate.Quote)];
        currencies = [.. currencies.Distinct(StringComparer.Ordinal)];
        var workload = new WorkloadBuilder("thirty-currency", seed, BundledRates.Snapshot);
        while (workload.Count < payments)
        {
            var (debtor, creditor) = OneCurrencyWorkloads.Two(workload.Random, 12);
            var (source, destination) = (Draw(workload.Random, currencies), Draw(workload.Random, currencies));
            var crosses = workload.Random.Percent(40) && source != destination;
            workload.Pay(debtor, creditor, workload.Random.LogNormal(19), source, crosses ? destination : null, workload.Priority());
        }

        return workload.Problem(percent: 110);
    }

    private static string Draw(WorkloadRandom random, string[] currencies) =>
        currencies[random.Percent(75) ? random.Next(0, 8) : random.Next(8, currencies.Length)];
}
