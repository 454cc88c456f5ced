using Settlement.Domain.Currencies;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using static Settlement.Domain.Reference.ReferenceChange;

namespace Settlement.Engine.Reference;

/// <summary>Prefunding that a participant of the demo community starts with, minor units.</summary>
public sealed record Prefunding(string ParticipantId, string Currency, long AmountMinor);

/// <summary>
/// An invented community of four participants, so that a new system answers the first payment. Their BICs have the right form and belong
/// to nobody.
/// </summary>
public static class DemoCommunity
{
    /// <summary>Units of each currency that every participant starts with.</summary>
    private const long PrefundedUnits = 50_000_000;

    /// <summary>Units by which what a participant sends in a day may exceed what it has received.</summary>
    private const long CapUnits = 40_000_000;

    private static readonly string[] PrefundedCurrencies = ["AUD", "CAD", "CHF", "EUR", "GBP", "HKD", "JPY", "NOK", "SEK", "SGD", "USD"];

    private static readonly string[] CappedCurrencies = ["CHF", "EUR", "GBP", "JPY", "USD"];

    public static IReadOnlyList<Participant> Participants { get; } =
    [
        new("bank_a", "Bank A", "BAAADEF0XXX", ParticipantStatus.Active, "eu-central"),
        new("counterparty_bank_b", "Bank B", "BABBFRP0XXX", ParticipantStatus.Active, "eu-west"),
        new("acme_usa", "Acme USA", "ACMEUS30XXX", ParticipantStatus.Active, "us-east"),
        new("cparty_london", "Counterparty London", "CPTYGB20XXX", ParticipantStatus.Active, "uk-south"),
    ];

    public static IReadOnlyList<Account> Accounts { get; } =
    [
        new("bank_a_001", "bank_a", AccountStatus.Active),
        new("bank_b_001", "counterparty_bank_b", AccountStatus.Active),
        new("acct_usa_88", "acme_usa", AccountStatus.Active),
        new("acct_uk_99", "cparty_london", AccountStatus.Active),
    ];

    /// <summary>What the ledger is to be funded with, once, when the community is new.</summary>
    public static IReadOnlyList<Prefunding> Prefunding { get; } =
    [
        .. from participant in Participants
           from currency in PrefundedCurrencies
           select new Prefunding(participant.ParticipantId, currency, PrefundedUnits * Currency.Get(currency).Scale),
    ];

    /// <summary>Fills a database that has no participant; false when it has one.</summary>
    public static async Task<bool> SeedAsync(ReferenceChanges changes, CancellationToken cancellationToken)
    {
        var result = await changes.ApplyToEmptyAsync(Changes, new ChangeNote("system", "demo community of a new database"), cancellationToken);
        return result.Outcome == ChangeOutcome.Created;
    }

    private static IReadOnlyList<ReferenceChange> Changes { get; } =
    [
        .. Participants.Select(participant => new PutParticipant(participant)),
        .. Accounts.Select(account => new PutAccount(account)),
        .. from participant in Participants
           from currency in CappedCurrencies
           select new PutNetDebitCap(new NetDebitCap(participant.ParticipantId, currency, CapUnits * Currency.Get(currency).Scale)),
        .. BundledRates.Snapshot.Rates.Select(rate => new PostRate(rate)),
    ];
}
