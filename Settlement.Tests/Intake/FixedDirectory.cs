using Settlement.Engine.Intake;

namespace Settlement.Tests.Intake;

/// <summary>The community of the contract's examples, and of each kind of fault one.</summary>
internal sealed class FixedDirectory : IPaymentDirectory
{
    private static readonly Dictionary<string, DirectoryAccount> Accounts = new(StringComparer.Ordinal)
    {
        ["bank_a_001"] = new("bank_a", true),
        ["bank_b_001"] = new("counterparty_bank_b", true),
        ["acct_usa_88"] = new("bank_usa", true),
        ["acct_uk_99"] = new("cparty_london", true),
        ["acct_closed"] = new("cparty_london", false),
        ["acct_of_closed"] = new("cparty_closed", true),
    };

    private static readonly Dictionary<string, bool> Participants = new(StringComparer.Ordinal)
    {
        ["bank_a"] = true,
        ["counterparty_bank_b"] = true,
        ["bank_usa"] = true,
        ["cparty_london"] = true,
        ["cparty_closed"] = false,
    };

    public DirectoryAccount? FindAccount(string accountId) => Accounts.TryGetValue(accountId, out var account) ? account : null;

    public bool? IsParticipantActive(string participantId) => Participants.TryGetValue(participantId, out var active) ? active : null;
}
