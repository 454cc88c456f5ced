namespace Settlement.Domain.Ledger;

/// <summary>
/// The chart of accounts, by name. Per participant and currency: a settlement account (its prefunded money) and a position account
/// (what the payments of open batches owe it or it owes; zero when a batch has settled). The rest belong to the system.
/// </summary>
public static class LedgerAccounts
{
    /// <summary>The participant's money in the system; never below zero.</summary>
    public static string Settlement(string participant) => "settlement:" + participant;

    /// <summary>What payments moved and wires have not yet.</summary>
    public static string Position(string participant) => "position:" + participant;

    /// <summary>The outside world: where prefunding comes from.</summary>
    public const string Funding = "funding";

    /// <summary>The system's own FX position: source legs in, destination legs out.</summary>
    public const string Fx = "fx";

    /// <summary>The FX market: what residuals were traded against.</summary>
    public const string Market = "market";

    /// <summary>What the spread cost.</summary>
    public const string FxCost = "fx-cost";

    /// <summary>Remainders of conversion, posted and never dropped.</summary>
    public const string Rounding = "rounding";
}
