using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Optimization;

namespace Settlement.Engine.Risk.Stress;

/// <summary>
/// Nets a set of payments as one window would, by the planner that settles real ones: which of them can settle with the funds, caps and limits that
/// there are.
/// </summary>
public static class StressedPlan
{
    /// <returns>Ids of those that settle.</returns>
    public static HashSet<string> Settling(ExposureBook book, IReadOnlyList<StressPayment> payments, FxRates rates)
    {
        ArgumentNullException.ThrowIfNull(book);
        var candidates = new List<Candidate>(payments.Count);
        var sides = new HashSet<(string Participant, string Currency)>();
        foreach (var payment in payments.Select(payment => payment.Candidate))
        {
            // Without a rate nothing is planned.
            if (rates.Convert(payment.SourceMinor, payment.SourceCurrency, payment.DestinationCurrency) is not { } destination || destination <= 0)
            {
                continue;
            }

            candidates.Add(payment with { DestinationMinor = destination });
            sides.Add((payment.Debtor, payment.SourceCurrency));
            sides.Add((payment.Creditor, payment.DestinationCurrency));
        }

        if (candidates.Count == 0)
        {
            return [];
        }

        // Payments in batches are candidates here, so nothing is reserved for them besides.
        var reference = book.Snapshot.Reference;
        var liquidity = sides.OrderBy(side => side.Participant, StringComparer.Ordinal).ThenBy(side => side.Currency, StringComparer.Ordinal)
            .Select(side => new Domain.Batches.Liquidity(
                side.Participant, side.Currency, Math.Max(0, book.Find(side.Participant, side.Currency)?.PostedMinor ?? 0),
                CapLeft(reference.NetDebitCap(side.Participant, side.Currency), book.Find(side.Participant, side.Currency))));
        var limits = reference.BilateralLimits.Where(limit => sides.Contains((limit.Debtor, limit.Currency)));
        var plan = Planner.Plan(new BatchingProblem(
            "stress", SettlementMode.Net, candidates, [.. liquidity], [.. limits], rates, CostModel.Default, MaxBatchSize: candidates.Count));
        return plan.Batches.SelectMany(batch => batch.Payments).Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
    }

    private static long? CapLeft(long? cap, Exposure? exposure) =>
        cap is { } limit ? checked(Math.Min(limit, long.MaxValue / 2) - (exposure?.DayNetMinor ?? 0)) : null;
}
