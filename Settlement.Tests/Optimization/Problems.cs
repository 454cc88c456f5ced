using FsCheck;
using FsCheck.Fluent;
using Settlement.Domain.Batches;
using Settlement.Domain.Fx;

namespace Settlement.Tests.Optimization;

/// <summary>Small, tight problems: few participants, currencies of 0, 2 and 3 decimals and one without a rate, liquidity that is often
/// short.</summary>
internal static class Problems
{
    public static readonly string[] Banks = ["alfa", "bravo", "charlie", "delta"];

    private static readonly DateTimeOffset RatesAt = new(2026, 11, 20, 15, 0, 0, TimeSpan.Zero);

    public static readonly FxRates Rates = new(
    [
        new FxRate("EUR", "USD", 1.0163m, 2m, "test", RatesAt),
        new FxRate("EUR", "JPY", 138.05m, 3.5m, "test", RatesAt),
        new FxRate("USD", "KWD", 0.30719m, 10m, "test", RatesAt),
    ]);

    // ISK has no rate here.
    private static readonly Gen<string> Currency = Gen.Frequency(
        (8, Gen.Constant("EUR")), (5, Gen.Constant("USD")), (3, Gen.Constant("JPY")), (2, Gen.Constant("KWD")), (1, Gen.Constant("ISK")));

    private static readonly Gen<int> Amount = Gen.Frequency(
        (3, Gen.Choose(1, 20)), (3, Gen.Choose(100, 5_000)), (2, Gen.Choose(100_000, 100_000_000)));

    private static readonly Gen<(string Debtor, string Creditor, string Source, string Destination, int Amount, int Priority,
        int Position)> Flow =
        from debtor in Gen.Elements(Banks)
        from creditor in Gen.Elements(Banks)
        from source in Currency
        from other in Currency
        from cross in Gen.Choose(0, 3)
        from amount in Amount
        from priority in Gen.Elements(5, 5, 5, 0, 9)
        from position in Gen.Choose(1, 40)
        select (debtor, creditor, source, cross == 0 ? other : source, amount, priority, position);

    private static readonly Gen<(int Balance, int? Cap)[]> Purses = (
        from balance in Gen.Frequency((2, Gen.Constant(0)), (3, Gen.Choose(1, 50)), (3, Gen.Choose(100, 8_000)),
            (3, Gen.Choose(1_000_000, 200_000_000)))
        from cap in Gen.Frequency((4, Gen.Constant((int?)null)), (1, Gen.Choose(-5, 5_000).Select(cap => (int?)cap)))
        select (balance, cap)).ArrayOf(Banks.Length * 5);

    private static readonly Gen<(string From, string To, string Currency, int Limit)[]> Limits = (
        from debtor in Gen.Elements(Banks)
        from creditor in Gen.Elements(Banks)
        from currency in Gen.Elements("EUR", "USD")
        from limit in Gen.Choose(-2, 4_000)
        select (debtor, creditor, currency, limit)).ArrayOf(3);

    public static Arbitrary<BatchingProblem> Of(SettlementMode mode, int maxPayments = 25, bool oneBatch = false) => Arb.From(
        from count in Gen.Choose(0, maxPayments)
        from flows in Flow.ArrayOf(count)
        from purses in Purses
        from limited in Gen.Choose(0, 1)
        from limits in Limits
        from size in Gen.Elements(2, 4, 1_000)
        from fee in Gen.Elements(0L, 25L, 2_500L)
        from points in Gen.Elements(0m, 1.4m, 60m)
        select new BatchingProblem(
            "t0-EUR-2026-11-23", mode,
            [.. flows.Select((flow, number) => new Candidate(
                $"txn_{number:000}", flow.Position, flow.Debtor, flow.Creditor, flow.Source, flow.Amount,
                flow.Destination, flow.Source == flow.Destination ? flow.Amount : 0, flow.Priority, number % 3))],
            [.. purses.Select((purse, number) => new Liquidity(
                Banks[number / 5], new[] { "EUR", "USD", "JPY", "KWD", "ISK" }[number % 5], purse.Balance, purse.Cap))],
            limited > 0 ? [] : [.. limits.DistinctBy(limit => (limit.From, limit.To, limit.Currency))
                .Select(limit => new BilateralLimit(limit.From, limit.To, limit.Currency, limit.Limit))],
            Rates, new CostModel("USD", fee, points), oneBatch ? 1_000 : size),
        Smaller);

    public static Arbitrary<BatchingProblem> OfEither(int maxPayments = 25) =>
        Arb.From(Gen.OneOf(Of(SettlementMode.Net, maxPayments).Generator, Of(SettlementMode.Gross, maxPayments).Generator), Smaller);

    /// <summary>Everybody has plenty and nothing is limited.</summary>
    public static BatchingProblem Lifted(this BatchingProblem problem) => problem with
    {
        BilateralLimits = [],
        Liquidity = [.. problem.Liquidity.Select(row => row with { BalanceMinor = long.MaxValue / 4, NetDebitCapMinor = null })],
    };

    private static IEnumerable<BatchingProblem> Smaller(BatchingProblem problem)
    {
        for (var i = 0; i < problem.Candidates.Count; i++)
        {
            var place = i;
            yield return problem with { Candidates = [.. problem.Candidates.Where((_, other) => other != place)] };
        }

        if (problem.BilateralLimits.Count > 0)
        {
            yield return problem with { BilateralLimits = [] };
        }
    }
}
