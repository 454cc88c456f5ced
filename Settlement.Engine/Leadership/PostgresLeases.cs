using Npgsql;
using static Settlement.Engine.Database.SqlValues;

namespace Settlement.Engine.Leadership;

/// <summary>
/// Leases as rows. Their times are the server's, so engines' clocks need not agree. Change is noticed by looking again: a lease runs out
/// without anybody writing, so there is nothing that a notification could tell.
/// </summary>
public sealed class PostgresLeases(NpgsqlDataSource source, TimeProvider time) : ILeases
{
    private const string AcquireSql = """
        insert into leases as l (lease, holder, token, acquired_at, expires_at)
        values ($1, $2, $3 + 1, clock_timestamp(), clock_timestamp() + $4)
        on conflict (lease) do update
        set holder = excluded.holder, token = greatest(l.token, $3) + 1, acquired_at = excluded.acquired_at, expires_at = excluded.expires_at
        where l.holder is null or l.expires_at <= clock_timestamp()
        returning token
        """;

    /// <summary>A lease that ran out is not extended: somebody may be about to take it.</summary>
    private const string RenewSql = """
        update leases set expires_at = clock_timestamp() + $2 where holder = $1 and expires_at > clock_timestamp() returning lease
        """;

    public async Task<Lease?> TryAcquireAsync(string name, string holder, long above, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(AcquireSql);
        command.Parameters.Add(Text(name));
        command.Parameters.Add(Text(holder));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = above });
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = timeToLive });
        return await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false) is long token ? new Lease(name, holder, token) : null;
    }

    public async Task<IReadOnlySet<string>> RenewAsync(string holder, TimeSpan timeToLive, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(RenewSql);
        command.Parameters.Add(Text(holder));
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = timeToLive });
        var held = new HashSet<string>(StringComparer.Ordinal);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            held.Add(reader.GetString(0));
        }

        return held;
    }

    public async Task ReleaseAsync(Lease lease, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update leases set holder = null where lease = $1 and holder = $2 and token = $3");
        command.Parameters.Add(Text(lease.Name));
        command.Parameters.Add(Text(lease.Holder));
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = lease.Token });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task EvictAsync(string holder, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand("update leases set holder = null where holder = $1");
        command.Parameters.Add(Text(holder));
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<Lease>> ListAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select lease, holder, token from leases where holder is not null and expires_at > clock_timestamp() order by lease");
        var held = new List<Lease>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            held.Add(new Lease(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        }

        return held;
    }

    public Task WaitForChangeAsync(TimeSpan limit, CancellationToken cancellationToken) => Task.Delay(limit, time, cancellationToken);
}
