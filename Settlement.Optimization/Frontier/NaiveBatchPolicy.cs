using Settlement.Domain.Batches;

namespace Settlement.Optimization.Frontier;

/// <summary>Batches at intervals without netting: in order of arrival, each payment from what its debtor had before the batch.</summary>
internal sealed class NaiveBatchPolicy(int minutes) : ISettlementPolicy
{
    public string Name => FormattableString.Invariant($"naive-batches-{minutes}");

    public bool ActsAt(int minute, int dayLength) => minute == dayLength || (minute > 0 && minute % minutes == 0);

    public SettledRound Act(PaymentDay day, IReadOnlyList<Candidate> waiting, DayBalances balances)
    {
        var settled = new List<Candidate>();
        foreach (var payment in waiting.Where(balances.Covers))
        {
            balances.DebitOnly(payment);
            settled.Add(payment);
        }

        foreach (var payment in settled)
        {
            balances.Credit(payment);
        }

        return GrossPrice.Of(day, settled);
    }
}
