using Settlement.Domain;
using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Transactions;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Tells payments that they wait, and for which window: the next one on a day on which both of a payment's own currencies settle. Telling
/// again changes nothing: a payment that has left the window or the batch ignores it.
/// </summary>
public sealed class DeferralNotice(NextWindow nextWindow, ISagaReader<TransactionSaga> transactions, ISagaDispatcher sagas, TimeProvider time)
{
    /// <param name="fromWindowId">The window that could not settle them.</param>
    /// <param name="batchId">The batch that they leave, or null when they were in none.</param>
    public async Task TellAsync(string fromWindowId, string? batchId, IReadOnlyList<Deferral> deferrals, CancellationToken cancellationToken)
    {
        if (deferrals.Count == 0)
        {
            return;
        }

        var next = await NextWindowsAsync(fromWindowId, deferrals, cancellationToken);
        var now = time.GetUtcNow();
        await sagas.SendManyAsync(
            deferrals.Select(d => new TransactionDeferred(d.TransactionId, d, fromWindowId, next(d.TransactionId), batchId, now)).ToList(), cancellationToken);
    }

    private async Task<Func<string, string>> NextWindowsAsync(string fromWindowId, IReadOnlyList<Deferral> deferrals, CancellationToken cancellationToken)
    {
        if (string.Equals(fromWindowId, WindowId.Rtgs, StringComparison.Ordinal))
        {
            return static _ => WindowId.Rtgs;
        }

        var known = await transactions.LoadAsync([.. deferrals.Select(d => CorrelationIds.Transaction(d.TransactionId))], cancellationToken);
        await nextWindow.LearnClosedAsync(cancellationToken);
        var windows = new Dictionary<(string Source, string Destination), string>();
        foreach (var pair in known.Values.Select(saga => (saga.SourceCurrency, saga.DestinationCurrency)).Distinct())
        {
            windows[pair] = await nextWindow.ForAsync(fromWindowId, pair.SourceCurrency, pair.DestinationCurrency, cancellationToken);
        }

        return id => known.TryGetValue(CorrelationIds.Transaction(id), out var saga)
            ? windows[(saga.SourceCurrency, saga.DestinationCurrency)]
            : throw new InvalidOperationException($"{id} is deferred and has no saga");
    }
}
