using FsCheck;
using FsCheck.Fluent;
using Settlement.Domain.Batches;
using Settlement.Domain.Ledger;
using Settlement.Optimization;
using Xunit;

namespace Settlement.Tests.Ledger;

/// <summary>Laws of the journal of a batch, over plans of the real planner.</summary>
public sealed class SettlementEntriesLaws
{
    private static readonly Arbitrary<(int Seed, SettlementMode Mode)> Cases = Arb.From(
        from seed in Gen.Choose(0, int.MaxValue - 1)
        from mode in Gen.Elements(SettlementMode.Net, SettlementMode.Gross)
        select (seed, mode));

    [Fact]
    public void Every_currency_sums_to_zero_over_all_accounts() => Check((batch, entries) =>
        Sums(entries, posting => posting.Currency).All(sum => sum.Value == 0));

    [Fact]
    public void Every_position_and_the_FX_account_are_zero_after_a_batch() => Check((batch, entries) =>
        Sums(entries, posting => (posting.Account, posting.Currency))
            .Where(sum => LedgerAccounts.IsPosition(sum.Key.Account) || sum.Key.Account == LedgerAccounts.Fx)
            .All(sum => sum.Value == 0));

    [Fact]
    public void Settlement_accounts_move_by_the_net_positions() => Check((batch, entries) =>
    {
        var moved = Sums(entries.Where(entry => entry.Kind == EntryKind.Wire), posting => (posting.Account, posting.Currency));
        var expected = batch.Positions.ToDictionary(
            position => (LedgerAccounts.Settlement(position.Participant), position.Currency), position => position.NetMinor);
        return moved.Where(sum => LedgerAccounts.IsSettlement(sum.Key.Account) && sum.Value != 0).ToHashSet()
            .SetEquals(expected.Where(position => position.Value != 0));
    });

    [Fact]
    public void Keys_are_unique_and_the_entries_are_the_same_in_any_order_of_the_wires() => Check((batch, entries) =>
        entries.Select(entry => entry.Key).Distinct(StringComparer.Ordinal).Count() == entries.Count
        && SettlementEntries.For(batch, batch.Wires.Reverse()).Select(Text).SequenceEqual(entries.Select(Text)));

    /// <summary>Some wires of round 1 were confirmed before a participant failed; round 2 moves the difference.</summary>
    [Fact]
    public void A_second_round_closes_every_position_whatever_was_confirmed_before() => Prop.ForAll(Cases, testCase =>
    {
        var random = new Random(testCase.Seed);
        foreach (var first in Planner.Plan(RandomBatches.Problem(testCase.Seed, testCase.Mode)).Batches)
        {
            var failed = first.Payments[random.Next(first.Payments.Count)].Debtor;
            var confirmed = first.Wires
                .Where(wire => wire.Phase == WirePhase.PayIn && wire.Debtor != failed && wire.Creditor != failed && random.Next(2) == 0).ToList();
            var removed = first.Payments
                .Where(payment => payment.Debtor == failed || payment.Creditor == failed || IsCarriedByUnconfirmed(first, confirmed, payment, testCase.Mode))
                .Select(payment => payment.TransactionId).ToHashSet(StringComparer.Ordinal);
            var second = Planner.Replan(first, removed, confirmed, testCase.Mode);

            var entries = SettlementEntries.For(second, [.. confirmed, .. second.Wires]);
            Assert.All(Sums(entries, posting => posting.Currency), sum => Assert.Equal(0, sum.Value));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Wires_that_do_not_settle_the_payments_are_refused()
    {
        var batch = Planner.Plan(RandomBatches.Problem(7, SettlementMode.Net)).Batches[0];

        var refused = Assert.Throws<ArgumentException>(() => SettlementEntries.For(batch, batch.Wires.Skip(1)));

        Assert.Contains("is left with", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Leaves some payments of the second round without a wire of the first, so that both kinds occur.</summary>
    private static bool IsCarriedByUnconfirmed(PlannedBatch batch, List<PlannedWire> confirmed, Candidate payment, SettlementMode mode) =>
        mode == SettlementMode.Gross && payment.Position % 3 == 0
        && !confirmed.Exists(wire => batch.PaymentsOf(wire, []).Any(carried => carried.TransactionId == payment.TransactionId));

    private static void Check(Func<PlannedBatch, IReadOnlyList<JournalEntry>, bool> law) => Prop.ForAll(
        Cases,
        testCase => Planner.Plan(RandomBatches.Problem(testCase.Seed, testCase.Mode)).Batches
            .All(batch => law(batch, SettlementEntries.For(batch, batch.Wires)))).QuickCheckThrowOnFailure();

    private static Dictionary<TKey, long> Sums<TKey>(IEnumerable<JournalEntry> entries, Func<Posting, TKey> key)
        where TKey : notnull =>
        entries.SelectMany(entry => entry.Postings).GroupBy(key).ToDictionary(group => group.Key, group => group.Sum(posting => posting.AmountMinor));

    private static string Text(JournalEntry entry) => $"{entry.Key} {entry.Reference} {string.Join(';', entry.Postings)}";
}
