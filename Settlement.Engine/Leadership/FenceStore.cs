using Npgsql;

namespace Settlement.Engine.Leadership;

/// <summary>The highest token per lease, in PostgreSQL: the one place that every fenced write passes.</summary>
public sealed class FenceStore(NpgsqlDataSource source)
{
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
