using System.Text.Json;
using Settlement.Domain.Transactions;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Transactions;

/// <summary>A transaction as it stood after some of its events: what the later ones wrote is not known yet.</summary>
internal static class TransactionMoment
{
    /// <param name="events">Its first events, in order; at least one.</param>
    public static TransactionRow Of(TransactionRow now, IReadOnlyList<SagaEventRow> events)
    {
        var last = events[^1];
        var window = now.WindowId;
        string? batch = null, reason = null, deferral = null;
        long? destination = null, entry = null;
        decimal? rate = null;
        var deferrals = 0;
        foreach (var found in events)
        {
            var payload = JsonElement.Parse(found.Payload);
            switch (found.Event)
            {
                case nameof(SubmitTransaction):
                    window = Text(payload, "window_id") ?? window;
                    break;
                case nameof(TransactionRejected) or nameof(TransactionReversed):
                    reason = Text(payload, "code");
                    break;
                case nameof(TransactionBatched):
                    (batch, reason, deferral) = (Text(payload, "batch_id"), null, null);
                    (destination, rate) = (payload.GetProperty("destination_minor").GetInt64(), payload.GetProperty("rate").GetDecimal());
                    break;
                case nameof(TransactionDeferred):
                    window = Text(payload, "next_window_id") ?? window;
                    deferral = payload.GetProperty("deferral").GetRawText();
                    reason = Text(payload.GetProperty("deferral"), "reason");
                    (destination, rate, deferrals) = (null, null, deferrals + 1);
                    break;
                case nameof(TransactionSettled):
                    entry = payload.GetProperty("ledger_entry").GetInt64();
                    break;
            }
        }

        return new TransactionRow
        {
            Id = now.Id, Version = last.Version, State = last.ToState, CreatedAt = now.CreatedAt, UpdatedAt = last.At, TransactionId = now.TransactionId,
            Position = now.Position, ReceivedAt = now.ReceivedAt, Kind = now.Kind, SourceParticipant = now.SourceParticipant, CounterpartyId = now.CounterpartyId,
            SourceAccount = now.SourceAccount, DestinationAccount = now.DestinationAccount, SourceCurrency = now.SourceCurrency,
            DestinationCurrency = now.DestinationCurrency, AmountMinor = now.AmountMinor, WindowId = window, DestinationMinor = destination, Rate = rate,
            BatchId = batch, ReasonCode = reason, Deferral = deferral, Deferrals = deferrals, LedgerEntry = entry,
            IsOpen = !TransactionState.IsFinal(last.ToState),
        };
    }

    private static string? Text(JsonElement payload, string name) =>
        payload.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
