namespace Settlement.Domain.Transactions;

/// <summary>The states of a transaction saga, by the names that the database and the machine use. REST shows them in lower case.</summary>
public static class TransactionState
{
    /// <summary>Read from the intake log.</summary>
    public const string Submitted = nameof(Submitted);

    /// <summary>Checked against reference data; waits for its window or for the next RTGS round.</summary>
    public const string Validated = nameof(Validated);

    /// <summary>Waits for liquidity: in the RTGS queue, or for the window it was moved to.</summary>
    public const string Deferred = nameof(Deferred);

    /// <summary>Part of a planned batch.</summary>
    public const string Batched = nameof(Batched);

    /// <summary>The parties' certificate over its batch exists.</summary>
    public const string Matched = nameof(Matched);

    /// <summary>Final: the wires moved the funds and the ledger holds the entry.</summary>
    public const string Settled = nameof(Settled);

    /// <summary>Final: refused by validation after it had been accepted.</summary>
    public const string Rejected = nameof(Rejected);

    /// <summary>Final: taken out of its batch because a party finally failed; no funds moved.</summary>
    public const string Reversed = nameof(Reversed);

    public static bool IsFinal(string state) => state is Settled or Rejected or Reversed;
}
