namespace Settlement.Domain.Batches;

/// <summary>The states of a batch saga.</summary>
public static class BatchState
{
    /// <summary>Its plan is stored and its liquidity reserved.</summary>
    public const string Planned = nameof(Planned);

    /// <summary>Its proposal is fixed in the consensus log; the parties vote.</summary>
    public const string Matching = nameof(Matching);

    /// <summary>A certificate exists.</summary>
    public const string Matched = nameof(Matched);

    /// <summary>Waits for an operator's confirmation, because its value reaches the confirmation threshold.</summary>
    public const string AwaitingConfirmation = nameof(AwaitingConfirmation);

    /// <summary>Wires are under way.</summary>
    public const string Executing = nameof(Executing);

    /// <summary>Final: wires done, ledger posted.</summary>
    public const string Settled = nameof(Settled);

    /// <summary>Final: no certificate, or nothing left of it; its transactions were deferred or reversed.</summary>
    public const string Abandoned = nameof(Abandoned);

    public static bool IsFinal(string state) => state is Settled or Abandoned;
}
