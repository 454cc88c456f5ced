using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake;

/// <summary>What became of a body that was read as a batch: its transactions in order, or what is wrong with it as a whole.</summary>
/// <param name="Errors">Of the batch itself, not of its transactions.</param>
public sealed record PaymentBatchReading(IReadOnlyList<PaymentReading> Items, IReadOnlyList<PaymentError> Errors, string? Malformed = null)
{
    internal static PaymentBatchReading Unreadable(string reason) => new([], [], reason);

    internal static PaymentBatchReading Refused(string code, string message) => new([], [new PaymentError(PaymentBatchReader.TransactionsName, code, message)]);
}
