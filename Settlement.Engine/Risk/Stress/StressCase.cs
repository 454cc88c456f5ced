using Settlement.Domain.Fx;

namespace Settlement.Engine.Risk.Stress;

/// <summary>Computes scenarios from one book and its unsettled payments: pure.</summary>
public sealed class StressCase(ExposureBook book, IReadOnlyList<StressPayment> payments, long leftOut, string reportingCurrency)
{
    private const int WholeBasisPoints = 10_000;

    private FxRates Rates => book.Snapshot.Reference.Rates;

    /// <returns>Null where the largest debtor or currency is asked for and nothing is unsettled.</returns>
    public StressResult? Run(StressScenario scenario) => scenario switch
    {
        StressScenario.DebtorFails fails => (fails.Participant ?? LargestDebtor()) is { } debtor ? Fail(debtor) : null,
        StressScenario.CurrencyCloses closes => (closes.Currency ?? LargestCurrency()) is { } currency ? Close(currency) : null,
        StressScenario.RatesMove move => Move(move),
        _ => throw new ArgumentOutOfRangeException(nameof(scenario), scenario, "not a scenario"),
    };

    /// <summary>
    /// Its payments leave: those in batches are reversed, as the engine does when a party finally fails, the others stop. Each creditor misses what the
    /// failed party was to pay it, less what it owed back. Lost is of it what the party's own balance does not cover, shared in proportion, if nothing
    /// else is ever recovered.
    /// </summary>
    private StressResult Fail(string participant)
    {
        var missing = book.Bilateral.Where(pair => pair.Debtor == participant && pair.NetMinor > 0)
            .GroupBy(pair => pair.Currency, StringComparer.Ordinal)
            .SelectMany(claims =>
            {
                var total = claims.Sum(claim => claim.NetMinor);
                var lost = Math.Max(0, total - Math.Max(0, book.Find(participant, claims.Key)?.PostedMinor ?? 0));
                return Shared(claims.OrderBy(claim => claim.Creditor, StringComparer.Ordinal).ToList(), total, lost);
            });
        return Result(new StressScenario.DebtorFails(participant), payment => payment.Concerns(participant), [.. missing]);
    }

    /// <summary>
    /// Payments with a leg in the currency stop, both legs or neither; in batches they are reversed. Nothing is lost of principal: what stops is not
    /// paid on either side. What each participant misses until it opens again is its net inflow from what stops: in the currency, and in each other one that
    /// it was to receive for it.
    /// </summary>
    private StressResult Close(string currency)
    {
        var stops = new Dictionary<(string Participant, string Currency), long>();
        foreach (var flow in book.Snapshot.Flows.Where(flow => flow.SourceCurrency == currency || flow.DestinationCurrency == currency))
        {
            Add(flow.Debtor, flow.SourceCurrency, -flow.SourceMinor);
            Add(flow.Creditor, flow.DestinationCurrency, ExposureBook.Incoming(flow, Rates));
        }

        var missing = stops.Where(net => net.Value > 0).Select(net => new StressEffect(net.Key.Participant, net.Key.Currency, net.Value, 0));
        return Result(new StressScenario.CurrencyCloses(currency), payment => payment.IsIn(currency), [.. missing]);

        void Add(string participant, string leg, long minor) =>
            stops[(participant, leg)] = checked(stops.GetValueOrDefault((participant, leg)) + minor);
    }

    /// <summary>
    /// Payments whose rate is fixed keep it; the others are converted at the moved rates, and their receivers get that much less or more. Which payments
    /// then find the funds is planned again.
    /// </summary>
    private StressResult Move(StressScenario.RatesMove move)
    {
        var moved = Moved(move);
        var change = new Dictionary<(string Participant, string Currency), long>();
        foreach (var flow in book.Snapshot.Flows.Where(flow => flow.OpenSourceMinor > 0))
        {
            var before = Rates.Convert(flow.OpenSourceMinor, flow.SourceCurrency, flow.DestinationCurrency) ?? 0;
            var after = moved.Convert(flow.OpenSourceMinor, flow.SourceCurrency, flow.DestinationCurrency) ?? 0;
            var key = (flow.Creditor, flow.DestinationCurrency);
            change[key] = checked(change.GetValueOrDefault(key) + before - after);
        }

        return Result(
            move, _ => false,
            [.. change.Where(pair => pair.Value != 0).Select(pair => new StressEffect(pair.Key.Participant, pair.Key.Currency, pair.Value, pair.Value))], moved);
    }

    private FxRates Moved(StressScenario.RatesMove move)
    {
        var factor = 1m + ((decimal)move.BasisPoints / WholeBasisPoints);
        return new FxRates([.. Rates.Rates.Select(rate =>
        {
            var baseMoves = move.Currency is null ? rate.Base != reportingCurrency : rate.Base == move.Currency;
            var quoteMoves = move.Currency is null ? rate.Quote != reportingCurrency : rate.Quote == move.Currency;
            return baseMoves == quoteMoves ? rate : rate with { Mid = baseMoves ? rate.Mid * factor : rate.Mid / factor };
        })]);
    }

    private StressResult Result(StressScenario scenario, Func<StressPayment, bool> isOut, List<StressEffect> effects, FxRates? moved = null)
    {
        var before = StressedPlan.Settling(book, payments, Rates);
        var left = payments.Where(payment => !isOut(payment)).ToList();
        var after = StressedPlan.Settling(book, left, moved ?? Rates);
        var unvalued = new SortedSet<string>(StringComparer.Ordinal);
        var loss = 0L;
        foreach (var effect in effects)
        {
            loss = checked(loss + Value(effect.LossMinor, effect.Currency, unvalued));
        }

        return new StressResult(
            scenario,
            Count(payments.Where(payment => isOut(payment) && payment.InBatch), unvalued),
            Count(payments.Where(payment => isOut(payment) && !payment.InBatch), unvalued),
            Count(left.Where(payment => before.Contains(payment.Candidate.TransactionId) && !after.Contains(payment.Candidate.TransactionId)), unvalued),
            Count(left.Where(payment => after.Contains(payment.Candidate.TransactionId)), unvalued),
            [.. effects.OrderByDescending(effect => book.Value(effect.MissingMinor, effect.Currency, reportingCurrency) ?? 0).ThenBy(effect => effect.Participant, StringComparer.Ordinal).ThenBy(effect => effect.Currency, StringComparer.Ordinal)],
            loss, leftOut, [.. unvalued]);
    }

    private StressCount Count(IEnumerable<StressPayment> of, SortedSet<string> unvalued)
    {
        var all = of.OrderBy(payment => payment.Candidate.Position).ToList();
        var value = all.Aggregate(0L, (sum, payment) => checked(sum + Value(payment.Candidate.SourceMinor, payment.Candidate.SourceCurrency, unvalued)));
        return new StressCount(all.Count, value, [.. all.Take(StressResult.MaxListed).Select(payment => payment.Candidate.TransactionId)]);
    }

    private long Value(long minor, string currency, SortedSet<string> unvalued)
    {
        if (book.Value(minor, currency, reportingCurrency) is { } value)
        {
            return value;
        }

        unvalued.Add(currency);
        return 0;
    }

    /// <summary>In proportion, rounded down; what rounding leaves goes to the first ones, a minor unit each, so that the shares sum to the loss.</summary>
    private static IEnumerable<StressEffect> Shared(List<BilateralExposure> claims, long total, long lost)
    {
        var shares = claims.ConvertAll(claim => (long)((Int128)claim.NetMinor * lost / total));
        var rest = lost - shares.Sum();
        for (var i = 0; i < claims.Count; i++)
        {
            yield return new StressEffect(claims[i].Creditor, claims[i].Currency, claims[i].NetMinor, shares[i] + (i < rest ? 1 : 0));
        }
    }

    private string? LargestDebtor() => book.Exposures.Where(exposure => exposure.OwedMinor > 0 && exposure.Participant.Length > 0)
        .GroupBy(exposure => exposure.Participant, StringComparer.Ordinal)
        .Select(group => (Name: group.Key, Owed: group.Sum(exposure => (decimal)(book.Value(exposure.OwedMinor, exposure.Currency, reportingCurrency) ?? 0))))
        .OrderByDescending(debtor => debtor.Owed).ThenBy(debtor => debtor.Name, StringComparer.Ordinal)
        .Select(debtor => debtor.Name).FirstOrDefault();

    private string? LargestCurrency() => book.Exposures
        .GroupBy(exposure => exposure.Currency, StringComparer.Ordinal)
        .Select(group => (Code: group.Key, Open: group.Sum(exposure => (decimal)(book.Value(exposure.Unsettled.OutgoingMinor, exposure.Currency, reportingCurrency) ?? 0))))
        .Where(currency => currency.Open > 0)
        .OrderByDescending(currency => currency.Open).ThenBy(currency => currency.Code, StringComparer.Ordinal)
        .Select(currency => currency.Code).FirstOrDefault();
}
