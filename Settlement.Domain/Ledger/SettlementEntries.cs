using Settlement.Domain.Batches;

namespace Settlement.Domain.Ledger;

/// <summary>
/// Builds the journal of a batch whose wires are confirmed: one entry per payment, one per wire, and one for what FX left over. Together
/// they leave every position account, and the system's FX account, where they were before the batch. Pure: the same batch and wires
/// give the same entries, so posting again after a crash changes nothing.
/// </summary>
public static class SettlementEntries
{
    /// <summary>Key of a payment's entry. It names no batch: a payment can be posted once, whatever batches it was in.</summary>
    public static string PaymentKey(string transactionId) => "payment:" + transactionId;

    /// <summary>Key of a wire's entry.</summary>
    public static string WireKey(string wireId) => "wire:" + wireId;

    /// <summary>Key of a batch's FX entry.</summary>
    public static string FxKey(string batchId, int round) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"fx:{batchId}:{round}");

    /// <summary>The payments in the batch's order, the wires pay-ins first, then FX if the batch has any.</summary>
    /// <param name="batch">The batch's last round.</param>
    /// <param name="confirmedWires">Every confirmed wire of all rounds: what moved in an earlier round has moved.</param>
    /// <exception cref="ArgumentException">The wires do not move exactly what the payments owe, or the FX trades do not close what they converted: posting them would leave an account open.</exception>
    public static IReadOnlyList<JournalEntry> For(PlannedBatch batch, IEnumerable<PlannedWire> confirmedWires)
    {
        var wires = confirmedWires.OrderBy(wire => wire.Phase).ThenBy(wire => wire.WireId, StringComparer.Ordinal).ToList();
        var entries = new List<JournalEntry>(batch.Payments.Count + wires.Count + 1);
        entries.AddRange(batch.Payments.Select(payment => Payment(payment, batch.BatchId)));
        entries.AddRange(wires.Select(wire => Wire(wire, batch.BatchId)));
        if (Fx(batch) is { } fx)
        {
            entries.Add(fx);
        }

        RequireClosed(batch.BatchId, entries);
        return entries;
    }

    private static JournalEntry Payment(Candidate payment, string batchId)
    {
        var debit = new Posting(LedgerAccounts.Position(payment.Debtor), payment.SourceCurrency, checked(-payment.SourceMinor));
        var credit = new Posting(LedgerAccounts.Position(payment.Creditor), payment.DestinationCurrency, payment.DestinationMinor);
        return payment.IsCrossCurrency
            ? JournalEntry.Balanced(
                PaymentKey(payment.TransactionId), EntryKind.Payment, batchId,
                debit, new Posting(LedgerAccounts.Fx, payment.SourceCurrency, payment.SourceMinor),
                new Posting(LedgerAccounts.Fx, payment.DestinationCurrency, checked(-payment.DestinationMinor)), credit)
            : JournalEntry.Balanced(PaymentKey(payment.TransactionId), EntryKind.Payment, batchId, debit, credit);
    }

    /// <summary>The system keeps no money of its own: its side of a wire has no lines, and the other side balances by itself.</summary>
    private static JournalEntry Wire(PlannedWire wire, string batchId)
    {
        var postings = new List<Posting>(4);
        if (wire.Debtor != PlannedWire.SystemParty)
        {
            postings.Add(new Posting(LedgerAccounts.Settlement(wire.Debtor), wire.Currency, checked(-wire.AmountMinor)));
            postings.Add(new Posting(LedgerAccounts.Position(wire.Debtor), wire.Currency, wire.AmountMinor));
        }

        if (wire.Creditor != PlannedWire.SystemParty)
        {
            postings.Add(new Posting(LedgerAccounts.Position(wire.Creditor), wire.Currency, checked(-wire.AmountMinor)));
            postings.Add(new Posting(LedgerAccounts.Settlement(wire.Creditor), wire.Currency, wire.AmountMinor));
        }

        return JournalEntry.Balanced(WireKey(wire.WireId), EntryKind.Wire, batchId, postings);
    }

    /// <summary>
    /// Closes the system's FX account: the market takes each pair's residual and earns its spread; the payments' rounded fractions that are
    /// left after that go to the rounding account.
    /// </summary>
    private static JournalEntry? Fx(PlannedBatch batch)
    {
        var postings = new List<Posting>();
        foreach (var trade in batch.FxTrades)
        {
            Move(postings, LedgerAccounts.Fx, LedgerAccounts.Market, trade.Base, trade.ResidualBaseMinor);
            Move(postings, LedgerAccounts.Fx, LedgerAccounts.Market, trade.Quote, trade.ResidualQuoteMinor);
            Move(postings, LedgerAccounts.Fx, LedgerAccounts.Rounding, trade.Quote, trade.RoundingQuoteMinor);
            Move(postings, LedgerAccounts.FxCost, LedgerAccounts.Market, trade.Base, trade.SpreadCostBaseMinor);
        }

        return postings.Count == 0
            ? null
            : JournalEntry.Balanced(FxKey(batch.BatchId, batch.Round), EntryKind.Fx, batch.BatchId, postings);
    }

    private static void Move(List<Posting> postings, string from, string to, string currency, long minor)
    {
        if (minor != 0)
        {
            postings.Add(new Posting(from, currency, checked(-minor)));
            postings.Add(new Posting(to, currency, minor));
        }
    }

    private static void RequireClosed(string batchId, List<JournalEntry> entries)
    {
        var open = new Dictionary<(string Account, string Currency), long>();
        foreach (var posting in entries.SelectMany(entry => entry.Postings))
        {
            if (posting.Account == LedgerAccounts.Fx || LedgerAccounts.IsPosition(posting.Account))
            {
                var account = (posting.Account, posting.Currency);
                open[account] = checked(open.GetValueOrDefault(account) + posting.AmountMinor);
            }
        }

        foreach (var ((account, currency), minor) in open)
        {
            if (minor != 0)
            {
                throw new ArgumentException($"the wires and trades of {batchId} do not settle its payments: {account} is left with {minor} minor units of {currency}", nameof(entries));
            }
        }
    }
}
