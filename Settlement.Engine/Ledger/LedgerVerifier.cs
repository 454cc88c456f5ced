using Npgsql;
using Settlement.Engine.Ledger.Verification;

namespace Settlement.Engine.Ledger;

/// <summary>
/// Recomputes the ledger from its rows, as of one instant, while the system runs: every entry balanced and gapless, every hash, the head and
/// every derived balance. Memory does not grow with the ledger, only with the number of accounts.
/// </summary>
/// <remarks>
/// It finds every change of rows that were sealed. What it cannot know by itself is whether someone rewrote the chain's end, all hashes after it
/// and the head: against that the head's hash is printed, to be kept elsewhere and compared.
/// </remarks>
public sealed class LedgerVerifier(NpgsqlDataSource source)
{
    /// <summary>The server may have to sort before the first row comes.</summary>
    internal const int StatementTimeoutSeconds = 600;

    /// <param name="asOf">Verifies the chain as it stood at that time; null: all of it, with the head and the balances.</param>
    public async Task<LedgerVerdict> VerifyAsync(DateTimeOffset? asOf, CancellationToken cancellationToken)
    {
        await using var snapshot = await LedgerSnapshot.TakeAsync(source, cancellationToken);
        (long Block, long Position)? end = asOf is { } time ? await snapshot.EndAtAsync(time, cancellationToken) : null;
        await using var blocks = await snapshot.BlocksAsync(end?.Block, cancellationToken);
        await using var entries = await snapshot.EntriesAsync(end?.Position, cancellationToken);
        await using var postings = await snapshot.PostingsAsync(end?.Position, cancellationToken);
        var walk = new ChainWalk(blocks, entries, postings);
        var fault = await walk.WalkAsync(cancellationToken);
        if (asOf is null)
        {
            fault ??= HeadFault(await snapshot.HeadAsync(cancellationToken), walk.Head);
            fault ??= ExtraFault(entries.Current, postings.Current);
            fault ??= await BalanceFaultAsync(snapshot, walk, cancellationToken);
        }
        else
        {
            fault ??= ExtraFault(entries.Current, postings.Current);
        }

        return new LedgerVerdict(walk.Head.Position, walk.Head.Block, walk.Head.HashText, fault);
    }

    private static LedgerFault? HeadFault(LedgerHead? head, LedgerHead end)
    {
        if (head is null)
        {
            return new LedgerFault("ledger_head", "its only row", "the row is missing");
        }

        if (head.Block > end.Block)
        {
            return new LedgerFault("ledger_blocks", $"block {end.Block + 1}", $"the block is missing: the head says that the chain ends at block {head.Block}");
        }

        var same = head.Block == end.Block && head.Position == end.Position && head.Hash.AsSpan().SequenceEqual(end.Hash)
            && (end.Block == 0 || head.SealedAt == end.SealedAt);
        return same
            ? null
            : new LedgerFault(
                "ledger_head", "its only row",
                $"it says block {head.Block}, position {head.Position}, hash {head.HashText}, sealed at {head.SealedAt:O}; the chain ends at block {end.Block}, "
                + $"position {end.Position}, hash {end.HashText}, sealed at {end.SealedAt:O}");
    }

    private static LedgerFault? ExtraFault(EntryRow? entry, PostingRow? posting) => (entry, posting) switch
    {
        ({ } extra, _) => new LedgerFault("ledger_entries", $"position {extra.Position}", $"the entry {extra.Key} is extra: it lies in no block"),
        (_, { } extra) => new LedgerFault("ledger_postings", $"position {extra.Position} line {extra.Line}", "the posting is extra: it belongs to no entry"),
        _ => null,
    };

    private static async Task<LedgerFault?> BalanceFaultAsync(LedgerSnapshot snapshot, ChainWalk walk, CancellationToken cancellationToken)
    {
        await using var balances = await snapshot.BalancesAsync(cancellationToken);
        var missing = new HashSet<(string Account, string Currency)>(walk.Balances.Keys);
        while (balances.Current is { } row)
        {
            if (!missing.Remove((row.Account, row.Currency)))
            {
                return OfBalance(row.Account, row.Currency, "the balance is extra: nothing was ever posted to the account");
            }

            var (balance, position) = walk.Balances[(row.Account, row.Currency)];
            if (row.BalanceMinor != balance)
            {
                return OfBalance(row.Account, row.Currency, $"balance_minor is {row.BalanceMinor}, but the postings sum to {balance}");
            }

            if (row.Position != position)
            {
                return OfBalance(row.Account, row.Currency, $"position is {row.Position}, but the last posting is at {position}");
            }

            await balances.MoveNextAsync(cancellationToken);
        }

        return missing.Order().Select(account => OfBalance(account.Account, account.Currency, "the balance is missing")).FirstOrDefault();
    }

    private static LedgerFault OfBalance(string account, string currency, string message) => new("ledger_balances", $"{account} {currency}", message);
}
