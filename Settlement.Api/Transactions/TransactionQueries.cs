using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Settlement.Domain;
using Settlement.Domain.Currencies;
using Settlement.Domain.Transactions;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.ReadModel;
using Settlement.Sagas.Graphs;

namespace Settlement.Api.Transactions;

/// <summary>Reads transactions for the API.</summary>
/// <param name="claims">Where the intake log is ahead of the database: knows what was accepted and not taken in yet.</param>
internal sealed class TransactionQueries(
    IDbContextFactory<ReadContext> contexts, TransactionSearch search, SagaGraphs graphs, IIdempotencyStore? claims = null)
{
    /// <summary>History steps that one answer shows at most; a saga has about six, and one more for each deferral.</summary>
    private const int MaxHistory = 500;

    public async Task<TransactionView?> FindAsync(string transactionId, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var id = CorrelationIds.Transaction(transactionId);
        var row = await context.Transactions.SingleOrDefaultAsync(t => t.Id == id, cancellationToken);
        var intake = await context.Intake.Where(i => i.TransactionId == transactionId).FirstOrDefaultAsync(cancellationToken);
        if (row is null)
        {
            intake ??= claims is not null && await claims.FindAsync(transactionId, cancellationToken) is { Position: > 0 } accepted
                ? new IntakeRow { TransactionId = transactionId, Position = accepted.Position, ReceivedAt = accepted.ReceivedAt }
                : null;
            return intake is null || intake.ReceivedAt > at ? null : Accepted(transactionId, intake);
        }

        if (at is { } moment)
        {
            var past = await context.Events.Where(e => e.SagaId == id && e.At <= moment).OrderBy(e => e.Version).Take(MaxHistory).ToListAsync(cancellationToken);
            return past.Count == 0 ? null : View(TransactionMoment.Of(row, past), null, past, intake);
        }

        var window = await context.Windows.SingleOrDefaultAsync(w => w.WindowId == row.WindowId, cancellationToken);
        var events = await context.Events.Where(e => e.SagaId == id).OrderBy(e => e.Version).Take(MaxHistory).ToListAsync(cancellationToken);
        return View(row, window, events, intake);
    }

    public async Task<IReadOnlyList<TransactionSummary>> ListAsync(TransactionFilter filter, long? before, int limit, CancellationToken cancellationToken) =>
        (await search.ListAsync(filter, before, limit, cancellationToken)).ConvertAll(Summary);

    /// <summary>The rows of a list, one after another, at most <paramref name="limit"/>.</summary>
    public async IAsyncEnumerable<TransactionSummary> StreamAsync(
        TransactionFilter filter, long? before, int limit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (var row in search.StreamAsync(filter, before, limit, cancellationToken))
        {
            yield return Summary(row);
        }
    }

    private TransactionView View(TransactionRow row, WindowRow? window, List<SagaEventRow> events, IntakeRow? intake) => new(
        row.TransactionId,
        row.State.ToLowerInvariant(),
        Format(row.AmountMinor, row.SourceCurrency),
        row.SourceCurrency,
        row.DestinationCurrency,
        row.DestinationMinor is { } minor ? Format(minor, row.DestinationCurrency) : null,
        row.Rate,
        row.SourceAccount,
        row.DestinationAccount,
        row.SourceParticipant,
        row.CounterpartyId,
        row.Kind,
        new WindowOfTransaction(row.WindowId, window?.State.ToLowerInvariant(), window?.CutOff),
        row.BatchId,
        row.LedgerEntry,
        row.ReasonCode,
        row.Deferrals,
        row.Position,
        row.ReceivedAt,
        row.UpdatedAt,
        WaitExplanation.Of(row, window),
        [.. graphs.Transaction.From(row.State).Select(step => new NextStep(step.Message, step.To.ToLowerInvariant()))],
        [.. events.Select(e => new HistoryStep(e.Version, e.Event, e.FromState.ToLowerInvariant(), e.ToState.ToLowerInvariant(), e.At, Json(e.Payload)))],
        intake?.Body is { } body ? Json(body) : null);

    /// <summary>Accepted, but its saga has not been started yet: the log is ahead of the engine.</summary>
    private static TransactionView Accepted(string transactionId, IntakeRow intake)
    {
        var request = Json(intake.Body ?? "{}");
        string Text(string name) => request.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() ?? "" : "";
        var amount = request.TryGetProperty("amount", out var given) ? given.ToString() : "";
        return new TransactionView(
            transactionId, TransactionState.Submitted.ToLowerInvariant(), amount, Text("source_currency"), Text("destination_currency"), null, null,
            Text("source_account"), Text("destination_account"), "", Text("counterparty_id"), Text("settlement_window"), null, null, null, null, 0,
            intake.Position, intake.ReceivedAt, intake.ReceivedAt, null,
            [new NextStep(nameof(SubmitTransaction), TransactionState.Submitted.ToLowerInvariant())], [], request);
    }

    private static TransactionSummary Summary(TransactionRow row) => new(
        row.TransactionId, row.State.ToLowerInvariant(), Format(row.AmountMinor, row.SourceCurrency), row.SourceCurrency, row.DestinationCurrency,
        row.SourceParticipant, row.CounterpartyId, row.Kind, row.WindowId, row.BatchId, row.ReasonCode, row.Position, row.ReceivedAt, row.UpdatedAt);

    private static string Format(long minor, string currency) => new Money(minor, Currency.Get(currency)).Format();

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }
}
