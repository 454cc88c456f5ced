using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Settlement.Domain.Transactions;
using static Settlement.Engine.Intake.FieldReader;
using static Settlement.Engine.Intake.PaymentFields;

namespace Settlement.Engine.Intake;

/// <summary>
/// Reads the JSON of a payment, asks every rule, and reports all that are broken at once. Pure but for the directory; safe for use by many threads.
/// </summary>
public sealed class PaymentReader(IPaymentDirectory? directory)
{
    /// <summary>
    /// Reads what was accepted before: everything but its parties, which were right when it was accepted and whose later state is the engine's affair.
    /// </summary>
    internal static PaymentReader OfAccepted { get; } = new(directory: null);

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = JsonLimits.MaxDepth, AllowDuplicateProperties = false };

    /// <param name="body">The request's bytes, at most <see cref="JsonLimits.MaxTransactionBytes"/>; not kept.</param>
    /// <param name="headerKey">The idempotency key of the header, if there was one.</param>
    public PaymentReading Read(ReadOnlyMemory<byte> body, string? headerKey)
    {
        if (JsonText.FindMalformed(body.Span) is { } malformed)
        {
            return PaymentReading.Unreadable(malformed);
        }

        try
        {
            using var document = JsonDocument.Parse(body, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(document.RootElement, "", headerKey)
                : PaymentReading.Unreadable("The body must be a JSON object.");
        }
        catch (JsonException fault)
        {
            return PaymentReading.Unreadable(JsonFault.Describe(fault));
        }
    }

    /// <summary>Reads one object of a document whose bytes <see cref="JsonText.FindMalformed"/> passed.</summary>
    /// <param name="path">Stands before the names of its fields in errors.</param>
    internal PaymentReading Read(JsonElement transaction, string path, string? headerKey)
    {
        var errors = new PaymentErrors(path);
        if (transaction.ValueKind != JsonValueKind.Object)
        {
            errors.Add("", PaymentErrorCodes.WrongType, "A transaction must be a JSON object.");
            return new PaymentReading(null, null, errors.All);
        }

        var raw = JsonMarshal.GetRawUtf8Value(transaction);
        if (raw.Length > JsonLimits.MaxTransactionBytes)
        {
            errors.Add("", PaymentErrorCodes.TooLarge, $"A transaction may have {JsonLimits.MaxTransactionBytes} bytes.");
            return new PaymentReading(null, null, errors.All);
        }

        var fields = Collect(transaction);
        var payment = ReadPayment(fields, headerKey, errors);
        MetadataRule.Check(fields.Metadata, errors);
        RefuseControls(raw, errors);
        return errors.Any
            ? new PaymentReading(null, payment.TransactionId, errors.All)
            : new PaymentReading(new IntakeRecord(payment, PaymentFingerprint.Compute(payment, fields), Encoding.UTF8.GetString(raw)), payment.TransactionId, []);
    }

    /// <summary>The payment; where a rule is broken the field is null or zero, and the payment must not leave this class.</summary>
    private Payment ReadPayment(in PaymentFields fields, string? headerKey, PaymentErrors errors)
    {
        var transactionId = ReadIdentifier(fields.TransactionId, TransactionIdName, errors);
        var key = ReadKey(fields.IdempotencyKey, headerKey, errors);
        var sourceCurrency = ReadCurrency(fields.SourceCurrency, SourceCurrencyName, errors);
        var destinationCurrency = ReadCurrency(fields.DestinationCurrency, DestinationCurrencyName, errors);
        var amount = ReadAmount(fields.Amount, sourceCurrency, errors);
        var source = ReadIdentifier(fields.SourceAccount, SourceAccountName, errors);
        var destination = ReadIdentifier(fields.DestinationAccount, DestinationAccountName, errors);
        var counterparty = ReadIdentifier(fields.CounterpartyId, CounterpartyIdName, errors);
        var window = ReadWindow(fields.SettlementWindow, errors);
        CheckParties(source, destination, counterparty, errors);
        return new Payment(
            transactionId!, key!, amount ?? 0, sourceCurrency?.Code!, destinationCurrency?.Code!, source!, destination!, counterparty!, window ?? PaymentWindows.Default);
    }

    private void CheckParties(string? source, string? destination, string? counterparty, PaymentErrors errors)
    {
        if (directory is not null)
        {
            CheckParties(directory, source, destination, counterparty, errors);
        }
    }

    private static void CheckParties(IPaymentDirectory directory, string? source, string? destination, string? counterparty, PaymentErrors errors)
    {
        CheckAccount(directory, source, SourceAccountName, errors);
        var owner = CheckAccount(directory, destination, DestinationAccountName, errors);
        if (source is not null && string.Equals(source, destination, StringComparison.Ordinal))
        {
            errors.Add(DestinationAccountName, PaymentErrorCodes.SameAccount, "destination_account must differ from source_account.");
        }

        if (counterparty is null)
        {
            return;
        }

        switch (directory.IsParticipantActive(counterparty))
        {
            case null:
                errors.Add(CounterpartyIdName, PaymentErrorCodes.UnknownCounterparty, $"There is no counterparty {counterparty}.");
                break;
            case false:
                errors.Add(CounterpartyIdName, PaymentErrorCodes.InactiveCounterparty, $"Counterparty {counterparty} is not active.");
                break;
            case true when owner is not null && !string.Equals(owner, counterparty, StringComparison.Ordinal):
                errors.Add(CounterpartyIdName, PaymentErrorCodes.NotTheCounterparty, $"destination_account does not belong to {counterparty}.");
                break;
        }
    }

    /// <summary>The account's owner; null when there is no such account.</summary>
    private static string? CheckAccount(IPaymentDirectory directory, string? accountId, string field, PaymentErrors errors)
    {
        if (accountId is null)
        {
            return null;
        }

        if (directory.FindAccount(accountId) is not { } account)
        {
            errors.Add(field, PaymentErrorCodes.UnknownAccount, $"There is no account {accountId}.");
            return null;
        }

        if (!account.IsActive)
        {
            errors.Add(field, PaymentErrorCodes.InactiveAccount, $"Account {accountId} is not active.");
        }

        return account.ParticipantId;
    }

    private static string? ReadKey(JsonElement element, string? headerKey, PaymentErrors errors)
    {
        if (headerKey is null)
        {
            return ReadIdentifier(element, IdempotencyKeyName, errors);
        }

        if (element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null)
        {
            return PaymentIdentifier.Check(headerKey, IdempotencyKeyName, errors) ? headerKey : null;
        }

        var key = ReadIdentifier(element, IdempotencyKeyName, errors);
        if (key is not null && !string.Equals(key, headerKey, StringComparison.Ordinal))
        {
            errors.Add(IdempotencyKeyName, PaymentErrorCodes.KeyConflict, "The header Idempotency-Key and the body's idempotency_key differ.");
        }

        return key;
    }

    private static void RefuseControls(ReadOnlySpan<byte> raw, PaymentErrors errors)
    {
        var at = JsonText.FindControl(raw, 0);
        for (var found = 0; at >= 0 && found < PaymentErrors.Max; found++)
        {
            var field = JsonLocator.PathAt(raw, at);
            errors.Add(field, PaymentErrorCodes.ControlCharacter, field.Length == 0 ? "A field's name holds a control character." : $"{field} holds a control character.");
            at = JsonText.FindControl(raw, at + 1);
        }
    }
}
