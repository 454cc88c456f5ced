using Npgsql;

namespace Settlement.Engine.Leadership;

/// <summary>The highest token per lease, in PostgreSQL: the one place that every fenced write passes.</summary>
public sealed class FenceStore(NpgsqlDataSource source)
{
    /// <summary>
    /// Sessions of this system that have written or hold a fence, and whose client has said nothing for longer than a second in the middle of it: an engine that froze
    /// while it sent a batch. The server's own limit counts only between the statements of an open transaction, not between the messages of one batch.
    /// </summary>
    private const string EndStalledSql = """
        select count(*) from (
            select pg_terminate_backend(a.pid) from pg_stat_activity a
            where a.datname = current_database() and a.usename = current_user and a.pid <> pg_backend_pid()
                and a.wait_event = 'ClientRead' and a.state_change < clock_timestamp() - interval '1 second'
                and (a.backend_xid is not null or exists (select from pg_locks l where l.pid = a.pid and l.locktype = 'advisory' and l.classid = 13))
        ) as ended
        """;

    /// <summary>
    /// Ends sessions whose engine stands still in the middle of a write, so that nothing waits for what they hold: their transactions are undone, and an engine that was
    /// only slow does the same work again. Called when a lease has lost its holder.
    /// </summary>
    /// <returns>How many.</returns>
    public async Task<long> EndStalledAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(EndStalledSql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    /// <summary>The highest token so far; 0 before the first term.</summary>
    public async Task<long> HighestAsync(string lease, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select token from fences where lease = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = lease });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long token ? token : 0;
    }

    /// <summary>Begins a term: from its commit on nothing older can write. Waits for the transactions that hold the fence now.</summary>
    /// <returns>False when a higher token stands already: somebody began a later term.</returns>
    public async Task<bool> RaiseAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("select raise_fence($1, $2, $3)");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = lease.Name });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lease.Token });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = lease.Holder });
        return (bool)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }
}
