using Settlement.Domain.Batches;

namespace Settlement.Engine.Matching;

/// <summary>One party's sums per currency, minor units: what its payments make and what wires move.</summary>
internal sealed class OwnTotals(string participant)
{
    private readonly Dictionary<string, Sums> _sums = new(StringComparer.Ordinal);

    /// <summary>Every currency met so far, in ordinal order.</summary>
    public IReadOnlyList<string> Currencies => [.. _sums.Keys.Order(StringComparer.Ordinal)];

    public void Add(Candidate payment)
    {
        if (IsOwn(payment.Debtor))
        {
            Of(payment.SourceCurrency).Debits += payment.SourceMinor;
        }

        if (IsOwn(payment.Creditor))
        {
            Of(payment.DestinationCurrency).Credits += payment.DestinationMinor;
        }
    }

    public void Add(PlannedWire wire)
    {
        var sums = Of(wire.Currency);
        if (IsOwn(wire.Debtor))
        {
            sums.Out += wire.AmountMinor;
        }
        else
        {
            sums.In += wire.AmountMinor;
        }
    }

    public void AddMoved(NetPosition moved) => Of(moved.Currency).Moved += moved.NetMinor;

    public long Net(string currency) => Of(currency).Credits - Of(currency).Debits;

    public long Wired(string currency) => Of(currency).In - Of(currency).Out + Of(currency).Moved;

    public long WiredOut(string currency) => Of(currency).Out;

    /// <summary>All that the party owes, and what earlier rounds brought it: a payment taken out since must be given back.</summary>
    public long MayLeave(string currency) => Of(currency).Debits + Math.Max(0, Of(currency).Moved);

    private bool IsOwn(string other) => string.Equals(other, participant, StringComparison.Ordinal);

    private Sums Of(string currency)
    {
        if (!_sums.TryGetValue(currency, out var sums))
        {
            _sums.Add(currency, sums = new Sums());
        }

        return sums;
    }

    private sealed class Sums
    {
        public long Debits { get; set; }

        public long Credits { get; set; }

        public long Out { get; set; }

        public long In { get; set; }

        public long Moved { get; set; }
    }
}
