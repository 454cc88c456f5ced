using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Actions;
using Settlement.Engine.Failures;
using Settlement.Engine.Intake;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Admits a payment that was a dead letter of the engine. It joins the next open window of the kind that it asked for, as a deferred payment does: the one
/// that it would have belonged to may be planned already. An operator may correct where it goes, never how much it is
/// or whose it is.
/// </summary>
public sealed class PaymentRetry(
    IOrderedIntakeLog history, IIntakeLog log, PaymentReader reader, PaymentAdmission admission, NextWindow windows, ClosedWindows closed, ISagaDispatcher sagas,
    TimeProvider time) : IDeadLetterRetry
{
    public string Source => IntakeDriver.Consumer;

    public async Task<ItemResult> RetryAsync(DeadLetter letter, string? body, ActionOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var entry = (await history.ReadAsync(letter.Position - 1, 1, cancellationToken)) is [{ } found] && found.Position == letter.Position ? found : null;
        if (entry?.Payment is not { } original)
        {
            return ItemResult.Failed($"the intake log has no payment at position {letter.Position}");
        }

        return body is null ? await AdmitAsync(entry, original, cancellationToken) : await ReplaceAsync(letter, entry, original, body, cancellationToken);
    }

    /// <summary>
    /// What was accepted is never changed: parties would refuse to sign for what their own copy of the log does not say. The edited payment is a new one with
    /// an id of its own, and the old one is rejected with its name. Appending again finds the first one.
    /// </summary>
    private async Task<ItemResult> ReplaceAsync(DeadLetter letter, IntakeEntry entry, Payment original, string body, CancellationToken cancellationToken)
    {
        var edited = (JsonObject)JsonNode.Parse(body)!;
        var suffix = string.Create(CultureInfo.InvariantCulture, $".r{letter.Number}");
        edited["transaction_id"] = original.TransactionId + suffix;
        edited["idempotency_key"] = original.IdempotencyKey + suffix;
        var reading = reader.Read(Encoding.UTF8.GetBytes(edited.ToJsonString()), null);
        if (reading.Record is not { Payment: var payment } record)
        {
            return ItemResult.Failed(reading.Malformed ?? string.Join("; ", reading.Errors.Select(error => $"{error.Field}: {error.Message}")));
        }

        if ((payment.AmountMinor, payment.SourceCurrency, payment.DestinationCurrency, payment.SourceAccount)
            != (original.AmountMinor, original.SourceCurrency, original.DestinationCurrency, original.SourceAccount))
        {
            return ItemResult.Failed("amount, currencies and source_account stay as the client sent them");
        }

        var result = await log.AppendAsync(record, cancellationToken);
        if (result.Outcome is not (AppendOutcome.Accepted or AppendOutcome.Duplicate))
        {
            return ItemResult.Failed($"{payment.TransactionId} was submitted before, with another payload");
        }

        var slot = WindowSchedule.Resolve(original.Window, original.SourceCurrency, original.DestinationCurrency, time.GetUtcNow(), closed.Contains);
        await sagas.SendAsync(new SubmitTransaction(original.TransactionId, entry.Position, entry.ReceivedAt, original, slot.WindowId, ""), cancellationToken);
        await sagas.SendAsync(
            new TransactionRejected(original.TransactionId, "replaced", $"an operator submitted {payment.TransactionId} in its place", time.GetUtcNow()), cancellationToken);
        return ItemResult.Done($"submitted as {payment.TransactionId}; {original.TransactionId} is rejected");
    }

    private async Task<ItemResult> AdmitAsync(IntakeEntry entry, Payment payment, CancellationToken cancellationToken)
    {
        var slot = WindowSchedule.Resolve(payment.Window, payment.SourceCurrency, payment.DestinationCurrency, time.GetUtcNow(), closed.Contains);
        try
        {
            if (slot.Kind != WindowKind.Rtgs)
            {
                await windows.OpenAsync(slot, "retry", cancellationToken);
            }

            await admission.AdmitAsync(new Arrival(entry, payment, slot), cancellationToken);
        }
        catch (Exception failure) when (!Pump.TransientFault.Matches(failure))
        {
            return ItemResult.Failed("it cannot be handled: " + failure.Message);
        }

        return ItemResult.Done($"admitted to {slot.WindowId}");
    }
}
