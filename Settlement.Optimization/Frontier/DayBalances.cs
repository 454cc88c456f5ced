using Settlement.Domain.Batches;

namespace Settlement.Optimization.Frontier;

/// <summary>Balances while a day is replayed, and how deep each fell.</summary>
internal sealed class DayBalances(Dictionary<(string Participant, string Currency), long> opening)
{
    private readonly Dictionary<(string Participant, string Currency), long> balance = new(opening);
    private readonly Dictionary<(string Participant, string Currency), long> least = new(opening);

    public bool Covers(Candidate payment) => balance[Debit(payment)] >= payment.SourceMinor;

    /// <summary>One payment by itself: debit, then credit.</summary>
    public void Settle(Candidate payment)
    {
        Move(Debit(payment), -payment.SourceMinor);
        Move((payment.Creditor, payment.DestinationCurrency), payment.DestinationMinor);
    }

    /// <summary>Wires as rails send them: every pay-in before any pay-out, a wire between participants at once.</summary>
    public void Settle(IEnumerable<PlannedWire> wires)
    {
        foreach (var wire in wires)
        {
            if (wire.Debtor != PlannedWire.SystemParty)
            {
                Move((wire.Debtor, wire.Currency), -wire.AmountMinor);
            }

            if (wire.Creditor != PlannedWire.SystemParty)
            {
                Move((wire.Creditor, wire.Currency), wire.AmountMinor);
            }
        }
    }

    public void Credit(Candidate payment) => Move((payment.Creditor, payment.DestinationCurrency), payment.DestinationMinor);

    public void DebitOnly(Candidate payment) => Move(Debit(payment), -payment.SourceMinor);

    public IReadOnlyList<Liquidity> Liquidity() =>
        [.. balance.Select(cell => new Liquidity(cell.Key.Participant, cell.Key.Currency, cell.Value, null))];

    /// <summary>What was used of the opening balances, at mid, minor units of the cost currency.</summary>
    public long UsedMinor(PaymentDay day) =>
        opening.Sum(cell => day.Rates.Convert(cell.Value - least[cell.Key], cell.Key.Currency, day.Costs.Currency) ?? 0);

    private static (string, string) Debit(Candidate payment) => (payment.Debtor, payment.SourceCurrency);

    private void Move((string, string) cell, long minor)
    {
        var after = balance[cell] + minor;
        balance[cell] = after;
        least[cell] = Math.Min(least[cell], after);
    }
}
