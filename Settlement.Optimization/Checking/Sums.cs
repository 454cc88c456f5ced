using Settlement.Domain.Batches;

namespace Settlement.Optimization.Checking;

/// <summary>Signed sums by participant and currency, kept in order.</summary>
internal sealed class Sums
{
    private readonly SortedDictionary<string, SortedDictionary<string, long>> byParticipant = new(StringComparer.Ordinal);

    public static Sums OfPayments(IEnumerable<Candidate> payments)
    {
        var sums = new Sums();
        foreach (var payment in payments)
        {
            sums.Add(payment.Debtor, payment.SourceCurrency, -payment.SourceMinor);
            sums.Add(payment.Creditor, payment.DestinationCurrency, payment.DestinationMinor);
        }

        return sums;
    }

    public void Add(string participant, string currency, long minor)
    {
        if (!byParticipant.TryGetValue(participant, out var own))
        {
            byParticipant.Add(participant, own = new SortedDictionary<string, long>(StringComparer.Ordinal));
        }

        own[currency] = own.GetValueOrDefault(currency) + minor;
    }

    public long Of(string participant, string currency) => byParticipant.GetValueOrDefault(participant)?.GetValueOrDefault(currency) ?? 0;

    public IEnumerable<((string Participant, string Currency) Cell, long Minor)> NotZero() =>
        from own in byParticipant
        from sum in own.Value
        where sum.Value != 0
        select ((own.Key, sum.Key), sum.Value);

    /// <summary>Where the two differ, and by how much.</summary>
    public IEnumerable<((string Participant, string Currency) Cell, long Minor)> Less(Sums other)
    {
        var difference = new Sums();
        foreach (var (cell, minor) in NotZero())
        {
            difference.Add(cell.Participant, cell.Currency, minor);
        }

        foreach (var (cell, minor) in other.NotZero())
        {
            difference.Add(cell.Participant, cell.Currency, -minor);
        }

        return difference.NotZero();
    }
}
