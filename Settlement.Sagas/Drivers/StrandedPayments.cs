using Settlement.Domain.Transactions;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Transactions;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Finds payments that were deferred into a window at the very moment it was planned, and moves them on: a planned window is never
/// planned again, so nobody else would look for them there. One that is in the window's plan after all ignores the word, or joins its
/// batch from the later window.
/// </summary>
public sealed class StrandedPayments(ISagaReader<TransactionSaga> transactions, DeferralNotice deferrals, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private long lookedAt;

    public async Task MoveOnAsync(CancellationToken cancellationToken)
    {
        if (lookedAt != 0 && time.GetElapsedTime(lookedAt) < Interval)
        {
            return;
        }

        lookedAt = time.GetTimestamp();
        var stranded = await transactions.QueryAsync(
            "where is_open and state = $1 and window_id in (select window_id from windows where plan_hash is not null) order by position limit 1000",
            [TransactionState.Deferred], cancellationToken);
        foreach (var window in stranded.Where(saga => saga.Deferral is not null).GroupBy(saga => saga.WindowId, StringComparer.Ordinal))
        {
            await deferrals.TellAsync(window.Key, null, [.. window.Select(saga => saga.Deferral!)], cancellationToken);
        }
    }
}
