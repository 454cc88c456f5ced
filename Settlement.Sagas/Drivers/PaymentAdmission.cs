using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Engine.Reference;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Drivers;

/// <summary>One payment of the intake log with the window that it belongs to.</summary>
public sealed record Arrival(IntakeEntry Entry, Payment Payment, WindowSlot Slot);

/// <summary>
/// Starts a payment's saga and validates it against the reference data of the moment: what was active when the payment was accepted may
/// be closed by now.
/// </summary>
public sealed class PaymentAdmission(IReferenceData reference, ISagaDispatcher sagas, DriverSignals signals, TimeProvider time)
{
    public async Task AdmitAsync(Arrival arrival, CancellationToken cancellationToken)
    {
        var payment = arrival.Payment;
        var snapshot = reference.Current;
        var owner = snapshot.Accounts.GetValueOrDefault(payment.SourceAccount)?.ParticipantId ?? "";
        await sagas.SendAsync(
            new SubmitTransaction(payment.TransactionId, arrival.Entry.Position, arrival.Entry.ReceivedAt, payment, arrival.Slot.WindowId, owner),
            cancellationToken);
        if (Refusal(payment, arrival.Slot, owner, snapshot) is { } refusal)
        {
            await sagas.SendAsync(new TransactionRejected(payment.TransactionId, refusal.Code, refusal.Reason, time.GetUtcNow()), cancellationToken);
            return;
        }

        await sagas.SendAsync(new TransactionValidated(payment.TransactionId, time.GetUtcNow()), cancellationToken);
        if (payment.Window == WindowKind.Rtgs)
        {
            signals.Planning.Raise();
        }
    }

    /// <summary>The first broken rule, in this order.</summary>
    private static (string Code, string Reason)? Refusal(Payment payment, WindowSlot slot, string owner, ReferenceSnapshot snapshot)
    {
        if (slot.RollReason == RollReason.NoneOpen)
        {
            return ("no_open_window", $"every {WindowId.Prefix(slot.Kind)} window of its currencies within {WindowSchedule.HorizonDays} days was closed when it arrived");
        }

        if (owner.Length == 0)
        {
            return ("unknown_account", "the source account is not known any more");
        }

        if (!snapshot.IsActive(owner))
        {
            return ("participant_not_active", $"participant {owner} is not active");
        }

        if (!snapshot.IsActive(payment.CounterpartyId))
        {
            return ("counterparty_not_active", $"counterparty {payment.CounterpartyId} is not active");
        }

        if (snapshot.Rates.Convert(payment.AmountMinor, payment.SourceCurrency, payment.DestinationCurrency) == 0)
        {
            return ("amount_too_small", $"the amount is worth less than the smallest unit of {payment.DestinationCurrency}");
        }

        return snapshot.Accounts.GetValueOrDefault(payment.DestinationAccount)?.ParticipantId == payment.CounterpartyId
            ? null
            : ("account_not_of_counterparty", $"the destination account does not belong to {payment.CounterpartyId}");
    }
}
