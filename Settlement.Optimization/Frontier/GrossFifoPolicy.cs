using Settlement.Domain.Batches;

namespace Settlement.Optimization.Frontier;

/// <summary>Plain real-time gross settlement: each debtor's payments in a currency settle one by one, first in first out, every minute; a
/// payment that lacks liquidity holds up those behind it. What settles may pay for others in the same minute.</summary>
internal sealed class GrossFifoPolicy : ISettlementPolicy
{
    public string Name => "gross-fifo";

    public bool ActsAt(int minute, int dayLength) => true;

    public SettledRound Act(PaymentDay day, IReadOnlyList<Candidate> waiting, DayBalances balances)
    {
        var queues = waiting.GroupBy(payment => (payment.Debtor, payment.SourceCurrency))
            .Select(queue => new Queue<Candidate>(queue)).ToList();
        var settled = new List<Candidate>();

        // Every pass but the last settles at least one payment.
        for (var before = -1; before < settled.Count;)
        {
            before = settled.Count;
            foreach (var queue in queues)
            {
                while (queue.TryPeek(out var payment) && balances.Covers(payment))
                {
                    balances.Settle(queue.Dequeue());
                    settled.Add(payment);
                }
            }
        }

        return GrossPrice.Of(day, settled);
    }
}
