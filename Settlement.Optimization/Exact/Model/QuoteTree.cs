using Settlement.Domain.Batches;

namespace Settlement.Optimization.Exact.Model;

/// <summary>One way to trade what a choice of payments leaves over, along a spanning tree of the quotes: not the cheapest, but complete, so
/// that a plan at hand makes a complete hint.</summary>
internal sealed class QuoteTree
{
    private readonly (int Number, Candidate Payment, long Value)[] payments;

    // Children before parents; the root of each component has no parent.
    private readonly List<(string Currency, string? Parent, bool IsBase)> order = [];
    private int[]? lastAssignment;
    private int lastBatch;
    private Dictionary<(string, string), long> lastFlows = [];

    public QuoteTree((string Base, string Quote)[] quotes, (int Number, Candidate Payment, long Value)[] payments)
    {
        this.payments = payments;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (root, _) in quotes)
        {
            if (!seen.Add(root))
            {
                continue;
            }

            order.Add((root, null, false));
            for (var next = order.Count - 1; next < order.Count; next++)
            {
                var currency = order[next].Currency;
                foreach (var (from, to) in quotes.Where(quote => quote.Base == currency || quote.Quote == currency))
                {
                    var other = from == currency ? to : from;
                    if (seen.Add(other))
                    {
                        order.Add((other, currency, other == from));
                    }
                }
            }
        }

        order.Reverse();
    }

    /// <summary>Signed: from base to quote.</summary>
    public long FlowOver((string Base, string Quote) quote, int[] assignment, int batch)
    {
        // Asked once per quote and batch for one assignment.
        if (!ReferenceEquals(assignment, lastAssignment) || batch != lastBatch)
        {
            (lastAssignment, lastBatch, lastFlows) = (assignment, batch, Flows(assignment, batch));
        }

        return lastFlows.GetValueOrDefault(quote);
    }

    private Dictionary<(string, string), long> Flows(int[] assignment, int batch)
    {
        var left = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var (number, payment, value) in payments)
        {
            if (assignment[number] == batch)
            {
                left[payment.SourceCurrency] = left.GetValueOrDefault(payment.SourceCurrency) + value;
                left[payment.DestinationCurrency] = left.GetValueOrDefault(payment.DestinationCurrency) - value;
            }
        }

        var flows = new Dictionary<(string, string), long>();
        foreach (var (currency, parent, isBase) in order)
        {
            if (parent is not null && left.GetValueOrDefault(currency) is var excess && excess != 0)
            {
                flows[isBase ? (currency, parent) : (parent, currency)] = isBase ? excess : -excess;
                left[parent] = left.GetValueOrDefault(parent) + excess;
            }
        }

        return flows;
    }
}
