namespace Settlement.Engine.Intake.Idempotency;

public enum ClaimState
{
    /// <summary>Nobody used the key or the id: both belong to the record now.</summary>
    New,

    /// <summary>The same request claimed them before and has no answer yet, because it is under way or its append failed: append it again.</summary>
    Pending,

    /// <summary>Something stands there: the answer is known.</summary>
    Known,

    /// <summary>The store is away: append, and let the unique index decide.</summary>
    Unknown,
}

/// <param name="Answer">Only with <see cref="ClaimState.Known"/>: Duplicate, KeyReused or TransactionExists. Its position is 0 while the other payment has none.</param>
public readonly record struct IdempotencyClaim(ClaimState State, AppendResult? Answer)
{
    public static IdempotencyClaim New { get; } = new(ClaimState.New, null);

    public static IdempotencyClaim Pending { get; } = new(ClaimState.Pending, null);

    public static IdempotencyClaim Unknown { get; } = new(ClaimState.Unknown, null);

    public static IdempotencyClaim Known(AppendResult answer) => new(ClaimState.Known, answer);
}
