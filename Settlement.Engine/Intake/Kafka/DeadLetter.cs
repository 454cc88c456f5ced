using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>A record of the intake topic that can never become a payment, and why.</summary>
/// <param name="TransactionId">Where it could be read.</param>
/// <param name="Errors">Every broken rule, at least one; the first gives reason and field.</param>
public sealed record DeadLetter(IntakeMessage Message, string? TransactionId, IReadOnlyList<PaymentError> Errors)
{
    /// <summary>The body is no JSON object.</summary>
    public const string Malformed = "malformed";

    /// <summary>A close marker of a window that nobody decided to close.</summary>
    public const string UnknownClose = "unknown_window_close";

    /// <summary>The engine failed on it for a reason of its own that no retry heals; the message says which.</summary>
    public const string Unprocessable = "unprocessable";

    public PaymentError First => Errors[0];

    public static DeadLetter Of(IntakeMessage message, string? transactionId, string reason, string field, string text) =>
        new(message, transactionId, [new PaymentError(field, reason, text)]);
}
