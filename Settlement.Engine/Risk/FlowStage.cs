namespace Settlement.Engine.Risk;

/// <summary>How far a payment has come that is accepted and not settled. Each payment is in exactly one stage.</summary>
public enum FlowStage
{
    /// <summary>In the intake log; no saga yet, or one that is not validated.</summary>
    Accepted,

    /// <summary>In the RTGS queue: new, or waiting for liquidity.</summary>
    Queued,

    /// <summary>Waits for a netted window that is open or closing.</summary>
    Windows,

    /// <summary>In a batch that is planned, matched or executing, and not in the ledger.</summary>
    InFlight,
}
