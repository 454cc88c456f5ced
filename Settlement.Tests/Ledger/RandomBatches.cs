using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Tests.Ledger;

/// <summary>Problems made from a seed: payments within and across currencies of 0, 2 and 3 decimals, with liquidity for all of them.</summary>
internal static class RandomBatches
{
    private static readonly string[] Currencies = ["EUR", "USD", "JPY", "KWD"];

    public static FxRates Rates { get; } = new(
    [
        new("EUR", "USD", 1.0837m, 2, "test", DateTimeOffset.UnixEpoch),
        new("EUR", "JPY", 161.37m, 2, "test", DateTimeOffset.UnixEpoch),
        new("EUR", "KWD", 0.33219m, 10, "test", DateTimeOffset.UnixEpoch),
    ]);

    public static BatchingProblem Problem(int seed, SettlementMode mode)
    {
        var random = new Random(seed);
        var banks = Enumerable.Range(1, random.Next(2, 9)).Select(i => $"bank_{i}").ToArray();
        var payments = Enumerable.Range(1, random.Next(1, 120)).Select(i => Payment(i, banks, random)).ToArray();
        var liquidity = from bank in banks from currency in Currencies select new Liquidity(bank, currency, long.MaxValue / 1_000_000, null);
        return new BatchingProblem($"plan{seed}", mode, payments, [.. liquidity], [], Rates, CostModel.Default, MaxBatchSize: random.Next(5, 60));
    }

    private static Candidate Payment(int number, string[] banks, Random random)
    {
        var debtor = random.Next(banks.Length);
        var creditor = (debtor + random.Next(1, banks.Length)) % banks.Length;
        var source = Currencies[random.Next(Currencies.Length)];
        var destination = random.Next(2) == 0 ? source : Currencies[random.Next(Currencies.Length)];
        var minor = random.NextInt64(1_000, 100_000_000);
        return new Candidate($"t{number}", number, banks[debtor], banks[creditor], source, minor, destination, Rates.Convert(minor, source, destination)!.Value);
    }
}
