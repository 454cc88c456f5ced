using System.Globalization;
using Settlement.Domain.Batches;
using Settlement.Optimization.Pricing;

namespace Settlement.Optimization.Frontier;

/// <summary>
/// Replays a day under several policies and several levels of liquidity: what each pays in liquidity, in delay and in money. Pure and
/// deterministic.
/// </summary>
public static class SettlementFrontier
{
    /// <summary>Policies by name, in order: gross-fifo, naive-batches-N, gross-offsetting-N, cut-off-netting, optimiser-N.</summary>
    public static IReadOnlyList<FrontierPoint> Of(PaymentDay day, FrontierSettings settings, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(day);
        ArgumentNullException.ThrowIfNull(settings);
        var range = new LiquidityRange(day);
        var points = new List<FrontierPoint>();
        foreach (var policy in Policies(settings))
        {
            foreach (var share in settings.LiquidityShares)
            {
                points.Add(Replay(day, policy, share, range, settings, cancellationToken));
            }
        }

        return points;
    }

    private static IEnumerable<ISettlementPolicy> Policies(FrontierSettings settings) =>
    [
        new GrossFifoPolicy(),
        new NaiveBatchPolicy(settings.BatchMinutes),
        new PlannedPolicy(Named("gross-offsetting", settings.BatchMinutes), SettlementMode.Gross, settings.BatchMinutes),
        new PlannedPolicy("cut-off-netting", SettlementMode.Net, null),
        .. settings.OptimiserMinutes.Select(minutes => new PlannedPolicy(Named("optimiser", minutes), SettlementMode.Net, minutes)),
    ];

    private static string Named(string policy, int minutes) => string.Create(CultureInfo.InvariantCulture, $"{policy}-{minutes}");

    private static FrontierPoint Replay(
        PaymentDay day, ISettlementPolicy policy, double share, LiquidityRange range, FrontierSettings settings, CancellationToken cancellationToken)
    {
        var balances = new DayBalances(range.At(share));
        var arrivals = day.Payments.OrderBy(payment => payment.Minute).ThenBy(payment => payment.Payment.Position).ToList();
        var arrivedAt = day.Payments.ToDictionary(payment => payment.Payment.TransactionId, payment => payment.Minute, StringComparer.Ordinal);
        var waiting = new List<Candidate>();
        var (next, settled, wires, cost) = (0, 0, 0, Cost.Zero);
        Int128 waited = 0;
        for (var minute = 0; minute <= day.Minutes; minute++)
        {
            while (next < arrivals.Count && arrivals[next].Minute <= minute)
            {
                waiting.Add(arrivals[next++].Payment);
            }

            if (waiting.Count == 0 || !policy.ActsAt(minute, day.Minutes))
            {
                continue;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var round = policy.Act(day, waiting, balances);
            (settled, wires, cost) = (settled + round.Settled.Count, wires + round.Wires, cost + round.Cost);
            var gone = round.Settled.Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
            waited += Waited(day, waiting.Where(payment => gone.Contains(payment.TransactionId)), arrivedAt, minute);
            waiting.RemoveAll(payment => gone.Contains(payment.TransactionId));
        }

        foreach (var payment in waiting)
        {
            cost += new Cost(0, 0, Price.Deferral(Value(day, payment), day.Costs));
        }

        waited += Waited(day, waiting, arrivedAt, day.Minutes);
        var most = Waited(day, day.Payments.Select(payment => payment.Payment), arrivedAt, day.Minutes);
        var used = balances.UsedMinor(day);
        return new FrontierPoint(
            policy.Name, share, used, most == 0 ? 0 : (double)waited / (double)most, cost,
            (long)decimal.Ceiling(used * settings.LiquidityBasisPointsPerDay / 10_000m), settled, waiting.Count, wires);
    }

    private static Int128 Waited(PaymentDay day, IEnumerable<Candidate> payments, Dictionary<string, int> arrivedAt, int until)
    {
        Int128 sum = 0;
        foreach (var payment in payments)
        {
            sum += (Int128)Value(day, payment) * (until - arrivedAt[payment.TransactionId]);
        }

        return sum;
    }

    private static long Value(PaymentDay day, Candidate payment) =>
        day.Rates.Convert(payment.SourceMinor, payment.SourceCurrency, day.Costs.Currency) ?? 0;
}
