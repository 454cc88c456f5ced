namespace Settlement.Engine.Intake;

/// <summary>What a request may be, before any rule of payments is asked.</summary>
public static class JsonLimits
{
    /// <summary>Levels of nesting of one transaction; deeper text is refused as malformed before it costs anything.</summary>
    public const int MaxDepth = 32;

    /// <summary>Bytes of the body of one transaction, alone or in a batch.</summary>
    public const int MaxTransactionBytes = 64 * 1024;

    /// <summary>Bytes of the body of a batch.</summary>
    public const int MaxBatchBytes = 4 * 1024 * 1024;

    /// <summary>Transactions of a batch.</summary>
    public const int MaxBatchTransactions = 1_000;
}
