using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Transactions;

/// <summary>
/// Finds payments among millions. The planner does not know how a value lies in the table, and a walk from the newest row to one that is old or nowhere
/// passes all of them. So the newest rows are walked, which answers most questions, and what lies behind them is fetched by the summaries of
/// <c>transactions_search</c> and sorted.
/// </summary>
internal sealed class TransactionSearch(IDbContextFactory<ReadContext> contexts, NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Rows, and not positions, which have gaps where Kafka is the log: so many are walked first, some ten milliseconds' worth.</summary>
    private const int Walked = 20_000;

    /// <summary>A walk that found a part of a page is made ten times as long, at most so often: then what is looked for is common enough to end it soon.</summary>
    private const int MostWidenings = 2;
    private const int Widening = 10;

    /// <summary>How much of the end of a past time is looked at for its newest payment, one after another; the last is all of it.</summary>
    private static readonly TimeSpan[] Ends = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1), TransactionFilter.ShortTime];

    /// <summary>An id names what these tables say; each is asked by its unique index.</summary>
    private const string KindSql = """
        select case
            when exists (select from transactions where transaction_id = $1) then 'Transaction'
            when exists (select from batches where batch_id = $1) then 'Batch'
            when $1 = 'rtgs' or exists (select from windows where window_id = $1) then 'Window'
            when exists (select from accounts where account_id = $1) then 'Account'
            when exists (select from participants where participant_id = $1) then 'Participant'
            else '' end
        """;

    /// <summary>A page of what matches, newest first.</summary>
    /// <param name="before">The position of the last row of the page before; null for the first page.</param>
    public async Task<List<TransactionRow>> ListAsync(TransactionFilter filter, long? before, int limit, CancellationToken cancellationToken)
    {
        if (await KindAsync(filter, cancellationToken) is not (true, var kind))
        {
            return [];
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var all = context.Transactions;
        var rows = filter.Narrow(all, kind);
        if (kind is IdKind.Transaction or IdKind.Batch)
        {
            return await Before(rows, before).OrderByDescending(row => row.Position).Take(limit).ToListAsync(cancellationToken);
        }

        if (filter.ShortPast(time.GetUtcNow()) is { } past)
        {
            var start = before ?? await AboveAsync(context, past.From, past.To, cancellationToken);
            return start is null ? [] : await WalkAsync(all, rows, start, limit, widenings: 0, cancellationToken);
        }

        return filter.IsInOrder
            ? await Before(rows, before).OrderByDescending(row => row.Position).Take(limit).ToListAsync(cancellationToken)
            : await WalkAsync(all, rows, before, limit, MostWidenings, cancellationToken);
    }

    /// <summary>All that matches, newest first, at most <paramref name="limit"/>; read while it is written.</summary>
    public async IAsyncEnumerable<TransactionRow> StreamAsync(
        TransactionFilter filter, long? before, int limit, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        if (await KindAsync(filter, cancellationToken) is not (true, var kind))
        {
            yield break;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = Before(filter.Narrow(context.Transactions, kind), before).OrderByDescending(row => row.Position).Take(limit);
        await foreach (var row in rows.AsAsyncEnumerable().WithCancellation(cancellationToken))
        {
            yield return row;
        }
    }

    /// <summary>
    /// The position from which a walk passes all of a past time and nothing that came since; null when the time holds no payment. Its end is looked
    /// at first, since positions follow the time, but only roughly (Kafka's partitions grow each at its own pace): so what lies above is asked for as well.
    /// </summary>
    private static async Task<long?> AboveAsync(ReadContext context, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken)
    {
        // By the block-range summaries: the planner would rather walk the index of positions, through all that came since.
        await using var summaries = await context.Database.BeginTransactionAsync(cancellationToken);
        await context.Database.ExecuteSqlRawAsync("set local enable_indexscan = off; set local enable_indexonlyscan = off", cancellationToken);
        var past = context.Transactions.Where(row => row.ReceivedAt >= from && row.ReceivedAt < to);
        foreach (var length in Ends)
        {
            var since = to - length;
            if (await past.Where(row => row.ReceivedAt >= since).MaxAsync(row => (long?)row.Position, cancellationToken) is { } seen)
            {
                return (await past.Where(row => row.Position > seen).MaxAsync(row => (long?)row.Position, cancellationToken) ?? seen) + 1;
            }
        }

        return null;
    }

    /// <summary>Walks <paramref name="rows"/> down from a position as long as that is likely to fill the page soon, and fetches what is then still missing.</summary>
    private static async Task<List<TransactionRow>> WalkAsync(
        IQueryable<TransactionRow> all, IQueryable<TransactionRow> rows, long? before, int limit, int widenings, CancellationToken cancellationToken)
    {
        var found = new List<TransactionRow>();
        var (top, length) = (before, Walked);
        for (var widened = 0; widened <= widenings; widened++, length *= Widening)
        {
            // Null: fewer rows than that are left, and all of them are walked.
            var floor = await Before(all, top).OrderByDescending(row => row.Position).Skip(length - 1).Select(row => (long?)row.Position).FirstOrDefaultAsync(cancellationToken);
            var stretch = floor is { } from ? Before(rows, top).Where(row => row.Position >= from) : Before(rows, top);
            var missing = limit - found.Count;
            var here = await stretch.OrderByDescending(row => row.Position).Take(missing).ToListAsync(cancellationToken);
            found.AddRange(here);
            if (found.Count == limit || floor is null)
            {
                return found;
            }

            top = floor;
            if (here.Count * Widening < missing)
            {
                break;
            }
        }

        found.AddRange(await Fetched(Before(rows, top), limit - found.Count).ToListAsync(cancellationToken));
        return found;
    }

    private static IQueryable<TransactionRow> Before(IQueryable<TransactionRow> rows, long? before) =>
        before is { } position ? rows.Where(row => row.Position < position) : rows;

    /// <summary>No index has this order, so the planner cannot walk: it fetches what matches and sorts.</summary>
    private static IQueryable<TransactionRow> Fetched(IQueryable<TransactionRow> rows, int limit)
    {
        var nothing = 0L;
        return rows.OrderByDescending(row => row.Position + nothing).Take(limit);
    }

    /// <summary>False when an id is looked for that names nothing.</summary>
    private async Task<(bool IsSomething, IdKind? Kind)> KindAsync(TransactionFilter filter, CancellationToken cancellationToken)
    {
        if (filter.AnyId is not { } id)
        {
            return (true, null);
        }

        await using var command = source.CreateCommand(KindSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = id });
        return Enum.TryParse<IdKind>((string?)await command.ExecuteScalarAsync(cancellationToken), out var kind) ? (true, kind) : (false, null);
    }
}
