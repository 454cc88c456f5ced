using Settlement.Domain.Batches;
using Settlement.Domain.Fx;
using Settlement.Domain.Reference;
using Xunit;

namespace Settlement.Tests.Reference;

public sealed class ReferenceRulesTests
{
    private static readonly Participant Bank = new("bank_c", "Bank C", "BACCNL20XXX", ParticipantStatus.Active, "eu-west");
    private static readonly FxRate Rate = new("EUR", "USD", 1.08m, 2m, "desk", new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero));

    public static TheoryData<ReferenceChange, string, string> Broken => new()
    {
        { new ReferenceChange.PutParticipant(Bank with { ParticipantId = "" }), "participant_id", "invalid_id" },
        { new ReferenceChange.PutParticipant(Bank with { ParticipantId = "a b" }), "participant_id", "invalid_id" },
        { new ReferenceChange.PutParticipant(Bank with { ParticipantId = new string('x', 65) }), "participant_id", "invalid_id" },
        { new ReferenceChange.PutParticipant(Bank with { ParticipantId = "system" }), "participant_id", "reserved" },
        { new ReferenceChange.PutParticipant(Bank with { Name = " " }), "name", "required" },
        { new ReferenceChange.PutParticipant(Bank with { Name = new string('x', 141) }), "name", "too_long" },
        { new ReferenceChange.PutParticipant(Bank with { Name = "Bank\0C" }), "name", "invalid_characters" },
        { new ReferenceChange.PutParticipant(Bank with { Name = "Bank \ud800" }), "name", "invalid_characters" },
        { new ReferenceChange.PutParticipant(Bank with { Bic = "BACCNL20XX" }), "bic", "invalid_bic" },
        { new ReferenceChange.PutParticipant(Bank with { Region = "" }), "region", "invalid_id" },
        { new ReferenceChange.PutAccount(new Account("a/b", "bank_c", AccountStatus.Active)), "account_id", "invalid_id" },
        { new ReferenceChange.PutAccount(new Account("a", "bank_c", AccountStatus.Active, "DE00")), "iban", "invalid_iban" },
        { new ReferenceChange.PutNetDebitCap(new NetDebitCap("bank_c", "EUR", -1)), "limit", "negative" },
        { new ReferenceChange.PutNetDebitCap(new NetDebitCap("bank_c", "XAU", 1)), "currency", "unknown_currency" },
        { new ReferenceChange.PutBilateralLimit(new BilateralLimit("bank_c", "bank_c", "EUR", 1)), "creditor", "same_party" },
        { new ReferenceChange.PutBilateralLimit(new BilateralLimit("bank_c", "bank_d", "EUR", -1)), "limit", "negative" },
        { new ReferenceChange.PostRate(Rate with { Base = "XXX" }), "base", "unknown_currency" },
        { new ReferenceChange.PostRate(Rate with { Quote = "" }), "quote", "unknown_currency" },
        { new ReferenceChange.PostRate(Rate with { Quote = "EUR" }), "quote", "same_currency" },
        { new ReferenceChange.PostRate(Rate with { Mid = 0 }), "mid", "out_of_range" },
        { new ReferenceChange.PostRate(Rate with { Mid = 10_000_000_001 }), "mid", "out_of_range" },
        { new ReferenceChange.PostRate(Rate with { SpreadBasisPoints = -1 }), "spread_bps", "out_of_range" },
        { new ReferenceChange.PostRate(Rate with { Source = "" }), "source", "required" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public void A_broken_rule_names_its_field_and_code(ReferenceChange change, string field, string code)
    {
        var breach = Assert.Single(ReferenceRules.Check(change));
        Assert.Equal((field, code), (breach.Field, breach.Code));
    }

    [Fact]
    public void Every_broken_rule_is_reported() => Assert.Equal(
        ["participant_id", "name", "bic", "region"],
        ReferenceRules.Check(new ReferenceChange.PutParticipant(new Participant("?", "", "?", ParticipantStatus.Active, "?"))).Select(breach => breach.Field));

    [Fact]
    public void A_change_says_by_whom_and_why() => Assert.Equal(
        ["changed_by", "reason"], ReferenceRules.Check(new ChangeNote("", " ")).Select(breach => breach.Field));

    [Fact]
    public void Characters_beyond_the_basic_plane_are_allowed_in_names() =>
        Assert.Empty(ReferenceRules.Check(new ReferenceChange.PutParticipant(Bank with { Name = "Bank 𠮷野 Zürich" })));
}
