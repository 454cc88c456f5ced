using Settlement.Domain.Ledger;

namespace Settlement.Engine.Ledger.Verification;

/// <summary>
/// Walks blocks, entries and postings side by side in the order of positions, recomputes every hash and sums every account. Stops at the
/// first row that is not as it must be.
/// </summary>
internal sealed class ChainWalk(RowCursor<BlockRow> blocks, RowCursor<EntryRow> entries, RowCursor<PostingRow> postings)
{
    // Int128: a changed amount may be as large as the column holds, and the sums must not overflow on the way to naming it.
    private readonly Dictionary<(string Account, string Currency), (Int128 BalanceMinor, long Position)> _balances = [];
    private readonly List<Posting> _lines = [];

    /// <summary>The chain's end as far as it was walked.</summary>
    public LedgerHead Head { get; private set; } = new(0, 0, BlockText.GenesisHash.ToArray(), DateTimeOffset.MinValue);

    /// <summary>What the postings give for each account, and the last position that touched it.</summary>
    public IReadOnlyDictionary<(string Account, string Currency), (Int128 BalanceMinor, long Position)> Balances => _balances;

    public async Task<LedgerFault?> WalkAsync(CancellationToken cancellationToken)
    {
        while (blocks.Current is { } block)
        {
            if (HeaderFault(block) is { } header)
            {
                return header;
            }

            if (await WalkBlockAsync(block, cancellationToken) is { } fault)
            {
                return fault;
            }

            Head = new LedgerHead(block.Block, block.LastPosition, block.Hash, block.SealedAt);
            await blocks.MoveNextAsync(cancellationToken);
        }

        return null;
    }

    private LedgerFault? HeaderFault(BlockRow block)
    {
        if (block.Block != Head.Block + 1)
        {
            return block.Block > Head.Block
                ? OfBlock(Head.Block + 1, "the block is missing")
                : OfBlock(block.Block, "the block is extra: blocks count from 1");
        }

        if (!block.PreviousHash.AsSpan().SequenceEqual(Head.Hash))
        {
            return OfBlock(block.Block, $"previous_hash is {Hex(block.PreviousHash)}, but the block before has {Head.HashText}");
        }

        if (block.FirstPosition != Head.Position + 1)
        {
            return OfBlock(block.Block, $"first_position is {block.FirstPosition}, but the block before ends at {Head.Position}");
        }

        if (block.Entries < 1 || block.LastPosition != block.FirstPosition + (block.Entries - 1))
        {
            return OfBlock(block.Block, $"entries is {block.Entries}, but its positions are {block.FirstPosition} to {block.LastPosition}");
        }

        return block.SealedAt < Head.SealedAt
            ? OfBlock(block.Block, $"sealed_at is {Time(block.SealedAt)}, before the block before it ({Time(Head.SealedAt)})")
            : null;
    }

    private async Task<LedgerFault?> WalkBlockAsync(BlockRow block, CancellationToken cancellationToken)
    {
        var text = new BlockText(block.PreviousHash, block.Block, block.FirstPosition, block.LastPosition, block.SealedAt);
        LedgerFault? suspect = null;
        long suspectPosition = 0;
        for (var position = block.FirstPosition; position <= block.LastPosition; position++)
        {
            if (EntryFault(position, block) is { } fault)
            {
                return fault;
            }

            var entry = entries.Current!;
            var (lineFault, stray) = await TakeLinesAsync(position, cancellationToken);
            if (stray)
            {
                return lineFault;
            }

            if (!text.Add(position, entry.Key, entry.Kind, entry.Reference, _lines).AsSpan().SequenceEqual(entry.Hash) && suspect is null)
            {
                (suspect, suspectPosition) = (lineFault ?? ContentFault(entry), position);
            }
            else if (suspect is null && entry.Postings != _lines.Count)
            {
                return OfEntry(position, $"postings is {entry.Postings}, but entry {entry.Key} has {_lines.Count} lines, as its hash says");
            }

            await entries.MoveNextAsync(cancellationToken);
        }

        var hash = text.Hash();
        var sealedSo = hash.AsSpan().SequenceEqual(block.Hash);
        return suspect switch
        {
            not null when sealedSo => OfEntry(suspectPosition, "hash was changed: the entry and its postings are what the block sealed"),
            not null => suspect,
            null when !sealedSo => OfBlock(block.Block, $"hash is {Hex(block.Hash)}, but the block's rows give {Hex(hash)}"),
            _ => null,
        };
    }

    private LedgerFault? EntryFault(long position, BlockRow block)
    {
        if (entries.Current is not { } entry || entry.Position > position)
        {
            return OfEntry(position, $"the entry is missing from block {block.Block}");
        }

        if (entry.Position < position)
        {
            return OfEntry(entry.Position, $"the entry {entry.Key} is extra: it lies in no block");
        }

        if (entry.Block != block.Block)
        {
            return OfEntry(position, $"block is {entry.Block}, but the position lies in block {block.Block}");
        }

        return entry.At == block.SealedAt ? null : OfEntry(position, $"at is {Time(entry.At)}, but its block was sealed at {Time(block.SealedAt)}");
    }

    /// <summary>Reads an entry's lines into the list and adds them to the balances.</summary>
    /// <returns>The first line that is out of order, if any; and whether it belongs to no entry at all.</returns>
    private async Task<(LedgerFault? Fault, bool IsStray)> TakeLinesAsync(long position, CancellationToken cancellationToken)
    {
        _lines.Clear();
        LedgerFault? fault = null;
        while (postings.Current is { } row && row.Position <= position)
        {
            if (row.Position < position)
            {
                return (OfPosting(row.Position, row.Line, "the posting is extra: it belongs to no entry"), true);
            }

            var expected = _lines.Count + 1;
            if (row.Line != expected)
            {
                fault ??= row.Line > expected
                    ? OfPosting(position, expected, "the posting is missing")
                    : OfPosting(position, row.Line, "the posting is extra: lines count from 1");
            }

            _lines.Add(row.Posting);
            var account = (row.Posting.Account, row.Posting.Currency);
            _balances[account] = (_balances.GetValueOrDefault(account).BalanceMinor + row.Posting.AmountMinor, position);
            await postings.MoveNextAsync(cancellationToken);
        }

        return (fault, false);
    }

    /// <summary>The most that can be said of an entry that is not what was hashed.</summary>
    private LedgerFault ContentFault(EntryRow entry)
    {
        if (_lines.Count < entry.Postings)
        {
            return OfPosting(entry.Position, _lines.Count + 1, $"the posting is missing: entry {entry.Key} was hashed with more lines");
        }

        if (_lines.Count > entry.Postings)
        {
            return OfPosting(entry.Position, entry.Postings + 1, $"the posting is extra: entry {entry.Key} was hashed with fewer lines");
        }

        foreach (var group in _lines.GroupBy(line => line.Currency, StringComparer.Ordinal))
        {
            var sum = group.Aggregate((Int128)0, (total, line) => total + line.AmountMinor);
            if (sum != 0)
            {
                return new LedgerFault(
                    "ledger_postings", $"position {entry.Position}", $"a posting of entry {entry.Key} was changed: {group.Key} sums to {sum}, not to zero");
            }
        }

        return OfEntry(entry.Position, $"the entry {entry.Key} or one of its {_lines.Count} postings was changed: together they do not give its hash");
    }

    private static LedgerFault OfBlock(long block, string message) => new("ledger_blocks", $"block {block}", message);

    private static LedgerFault OfEntry(long position, string message) => new("ledger_entries", $"position {position}", message);

    private static LedgerFault OfPosting(long position, int line, string message) => new("ledger_postings", $"position {position} line {line}", message);

    private static string Hex(byte[] hash) => Convert.ToHexStringLower(hash);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture);
}
