using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Reference;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Transactions;

namespace Settlement.Sagas.Drivers;

/// <summary>Reads the payments that wait for a plan and converts their amounts at today's mid rates. A payment without a rate has destination 0.</summary>
public sealed class CandidateReader(ISagaReader<TransactionSaga> transactions, IReferenceData reference)
{
    /// <summary>New payments, and queued ones, of one RTGS round.</summary>
    public const int RoundSize = 1000;

    /// <summary>Every waiting payment of a netted window, in order of arrival, page by page.</summary>
    public async Task<IReadOnlyList<Candidate>> WaitingInAsync(string windowId, CancellationToken cancellationToken)
    {
        const int Page = 10_000;
        var waiting = new List<Candidate>();
        var after = -1L;
        while (true)
        {
            var page = await transactions.QueryAsync(
                "where is_open and window_id = $1 and state = any($2) and position > $3 order by position limit $4",
                [windowId, Waiting, after, Page], cancellationToken);
            waiting.AddRange(page.Select(Convert));
            if (page.Count < Page)
            {
                return waiting;
            }

            after = page[^1].Position;
        }
    }

    /// <summary>The next RTGS payments that were never tried, in order of arrival.</summary>
    public Task<IReadOnlyList<TransactionSaga>> NewRtgsAsync(CancellationToken cancellationToken) => transactions.QueryAsync(
        "where is_open and window_id = $1 and state = $2 order by position limit $3",
        [WindowId.Rtgs, TransactionState.Validated, RoundSize], cancellationToken);

    /// <summary>RTGS payments that wait for liquidity, in order of arrival after a position, at most <see cref="RoundSize"/>.</summary>
    public Task<IReadOnlyList<TransactionSaga>> QueuedRtgsAsync(long after, CancellationToken cancellationToken) => transactions.QueryAsync(
        "where is_open and window_id = $1 and state = $2 and position > $3 order by position limit $4",
        [WindowId.Rtgs, TransactionState.Deferred, after, RoundSize], cancellationToken);

    public Candidate Convert(TransactionSaga saga) => new(
        saga.TransactionId, saga.Position, saga.SourceParticipant, saga.CounterpartyId,
        saga.SourceCurrency, saga.AmountMinor, saga.DestinationCurrency,
        reference.Current.Rates.Convert(saga.AmountMinor, saga.SourceCurrency, saga.DestinationCurrency) ?? 0,
        Deferrals: saga.Deferrals);

    private static readonly string[] Waiting = [TransactionState.Validated, TransactionState.Deferred];
}
