namespace Settlement.Domain.Ledger;

/// <summary>
/// The chart of accounts, by name. Per participant and currency: a settlement account (its prefunded money) and a position account
/// (what the payments of open batches owe it or it owes; zero when a batch has settled). The rest belong to the system.
/// </summary>
public static class LedgerAccounts
{
    private const string SettlementPrefix = "settlement:";
    private const string PositionPrefix = "position:";

    /// <summary>The participant's money in the system; never below zero.</summary>
    public static string Settlement(string participant) => SettlementPrefix + participant;

    /// <summary>What payments moved and wires have not yet.</summary>
    public static string Position(string participant) => PositionPrefix + participant;

    /// <summary>Whether the account is a participant's settlement account.</summary>
    public static bool IsSettlement(string account) => account.StartsWith(SettlementPrefix, StringComparison.Ordinal);

    /// <summary>Whether the account is a participant's position account.</summary>
    public static bool IsPosition(string account) => account.StartsWith(PositionPrefix, StringComparison.Ordinal);

    /// <summary>The participant that owns the account; null for the system's own accounts.</summary>
    public static string? ParticipantOf(string account) =>
        IsSettlement(account) ? account[SettlementPrefix.Length..] : IsPosition(account) ? account[PositionPrefix.Length..] : null;

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
