using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>What became of a body that was read as a payment: exactly one of a record, field errors, or the reason why it cannot be read at all.</summary>
/// <param name="TransactionId">The transaction's id where it was readable, also beside errors.</param>
/// <param name="Malformed">Set when the body is no JSON object (400); the message is for people.</param>
public sealed record PaymentReading(IntakeRecord? Record, string? TransactionId, IReadOnlyList<PaymentError> Errors, string? Malformed = null)
{
    internal static PaymentReading Unreadable(string reason) => new(null, null, [], reason);
}
