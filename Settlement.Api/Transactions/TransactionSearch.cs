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
    /// <summary>Positions that are walked before the rest is fetched: some ten milliseconds' worth.</summary>
    private const long Walked = 20_000;

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
        var rows = Before(filter.Narrow(context.Transactions, kind), before);
        if (filter.IsInOrder || kind is IdKind.Transaction or IdKind.Batch)
        {
            return await rows.OrderByDescending(row => row.Position).Take(limit).ToListAsync(cancellationToken);
        }

        if (filter.IsPast(time.GetUtcNow()))
        {
            return await Fetched(rows, limit).ToListAsync(cancellationToken);
        }

        var top = before ?? await context.Transactions.OrderByDescending(row => row.Position).Select(row => row.Position).FirstOrDefaultAsync(cancellationToken) + 1;
        var floor = top - Walked;
        var found = await rows.Where(row => row.Position >= floor).OrderByDescending(row => row.Position).Take(limit).ToListAsync(cancellationToken);
        return found.Count == limit || floor <= 0
            ? found
            : [.. found, .. await Fetched(rows.Where(row => row.Position < floor), limit - found.Count).ToListAsync(cancellationToken)];
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
