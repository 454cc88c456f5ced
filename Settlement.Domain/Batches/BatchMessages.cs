namespace Settlement.Domain.Batches;

/// <summary>A message to one batch saga; correlated by <see cref="CorrelationIds.Batch"/>.</summary>
public interface IBatchMessage
{
    string BatchId { get; }
}

public sealed record BatchPlanned(
    string BatchId, string WindowId, string PlanHash, int Transactions, long CostMinor, long NaiveCostMinor, DateTimeOffset At) : IBatchMessage;

public sealed record MatchingStarted(string BatchId, int Round, string PlanHash, DateTimeOffset At) : IBatchMessage;

public sealed record BatchMatched(string BatchId, int Round, string PlanHash, int Votes, int Quorum, DateTimeOffset At) : IBatchMessage;

public sealed record ConfirmationRequired(string BatchId, long ValueMinor, string Currency, DateTimeOffset At) : IBatchMessage;

public sealed record BatchConfirmed(string BatchId, string ConfirmedBy, string Reason, DateTimeOffset At) : IBatchMessage;

public sealed record ExecutionStarted(string BatchId, int Round, DateTimeOffset At) : IBatchMessage;

/// <summary>A party finally failed: its transactions were taken out and the rest is planned again as the next round.</summary>
public sealed record BatchReplanned(string BatchId, int Round, string PlanHash, IReadOnlyList<string> Removed, string Reason, DateTimeOffset At) : IBatchMessage;

public sealed record BatchSettled(string BatchId, int Wires, long LedgerEntry, DateTimeOffset At) : IBatchMessage;

public sealed record BatchAbandoned(string BatchId, string Reason, DateTimeOffset At) : IBatchMessage;
