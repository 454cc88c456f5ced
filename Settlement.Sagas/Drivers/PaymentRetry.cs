using System.Text.Json;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Actions;
using Settlement.Engine.Failures;
using Settlement.Engine.Intake;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Admits a payment that was a dead letter of the engine. It joins the next open window of the kind that it asked for, as a deferred payment does: the one
/// that it would have belonged to may be planned already. An operator may correct where it goes, never how much it is or whose it is.
/// </summary>
public sealed class PaymentRetry(
    IOrderedIntakeLog log, PaymentAdmission admission, NextWindow windows, ClosedWindows closed, TimeProvider time) : IDeadLetterRetry
{
    public string Source => IntakeDriver.Consumer;

    public async Task<ItemResult> RetryAsync(DeadLetter letter, string? body, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var entry = (await log.ReadAsync(letter.Position - 1, 1, cancellationToken)) is [{ } found] && found.Position == letter.Position ? found : null;
        if (entry?.Payment is not { } original)
        {
            return ItemResult.Failed($"the intake log has no payment at position {letter.Position}");
        }

        if (Read(body) is not { } payment)
        {
            return body is null ? await AdmitAsync(entry, original, cancellationToken) : ItemResult.Failed("the payload is not JSON of a payment");
        }

        var asItWas = payment with { DestinationAccount = original.DestinationAccount, CounterpartyId = original.CounterpartyId, Window = original.Window };
        return asItWas.Equals(original)
            ? await AdmitAsync(entry, payment, cancellationToken)
            : ItemResult.Failed("only DestinationAccount, CounterpartyId and Window may be corrected");
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

    private static Payment? Read(string? body)
    {
        try
        {
            return body is null ? null : JsonSerializer.Deserialize<Payment>(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
