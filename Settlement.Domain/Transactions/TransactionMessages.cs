namespace Settlement.Domain.Transactions;

/// <summary>A message to one transaction saga; correlated by <see cref="CorrelationIds.Transaction"/>.</summary>
public interface ITransactionMessage
{
    string TransactionId { get; }
}

/// <summary>Starts the saga from a record of the intake log.</summary>
/// <param name="Position">The record's position in the intake log.</param>
/// <param name="WindowId">The window it belongs to, a function of the intake log alone; "rtgs" for RTGS.</param>
/// <param name="SourceParticipant">Owner of the source account, or empty when unknown.</param>
public sealed record SubmitTransaction(
    string TransactionId, long Position, DateTimeOffset ReceivedAt, Payment Payment, string WindowId, string SourceParticipant) : ITransactionMessage;

public sealed record TransactionValidated(string TransactionId, DateTimeOffset At) : ITransactionMessage;

/// <param name="Code">A stable code of the broken rule.</param>
public sealed record TransactionRejected(string TransactionId, string Code, string Reason, DateTimeOffset At) : ITransactionMessage;

/// <param name="DestinationMinor">What the destination receives, minor units of the destination currency.</param>
/// <param name="Rate">Units of destination currency for one unit of source currency; 1 within one currency.</param>
public sealed record TransactionBatched(
    string TransactionId, string BatchId, long DestinationMinor, decimal Rate, DateTimeOffset At) : ITransactionMessage;

public sealed record TransactionMatched(string TransactionId, string BatchId, int Round, string PlanHash, DateTimeOffset At) : ITransactionMessage;

/// <param name="LedgerEntry">Position of the journal entry that records it.</param>
public sealed record TransactionSettled(string TransactionId, string BatchId, long LedgerEntry, DateTimeOffset At) : ITransactionMessage;

/// <param name="FromWindowId">The window that could not settle it; a payment that has moved on since ignores the message.</param>
/// <param name="NextWindowId">The window that tries it again; "rtgs" keeps it in the RTGS queue.</param>
/// <param name="BatchId">The batch that it leaves, or null when it was in none.</param>
public sealed record TransactionDeferred(
    string TransactionId, Batches.Deferral Deferral, string FromWindowId, string NextWindowId, string? BatchId, DateTimeOffset At) : ITransactionMessage;

public sealed record TransactionReversed(string TransactionId, string BatchId, string Code, string Notice, DateTimeOffset At) : ITransactionMessage;
