using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Settlement.Engine.Matching;

/// <summary>The public keys in the database; immutable, hence cached for good.</summary>
public sealed class PartyKeyRegister(NpgsqlDataSource dataSource, TimeProvider time) : IDisposable
{
    /// <summary>Keys kept in memory; a community has hundreds of participants. Beyond it keys are read each time.</summary>
    private const int MaxCached = 10_000;

    private const string TurnSql = "select pg_advisory_xact_lock(x'70617274796b6579'::bigint)";

    private const string InsertSql = """
        insert into party_keys (participant, public_key, registered_at)
        select i.participant, i.public_key, $3 from unnest($1, $2) as i (participant, public_key) order by i.participant
        on conflict (participant) do nothing
        """;

    private readonly ConcurrentDictionary<string, VerificationKey> _cache = new(StringComparer.Ordinal);

    /// <summary>The registered keys of these participants; one that is missing has none.</summary>
    public async Task<IReadOnlyDictionary<string, VerificationKey>> FindAsync(
        IReadOnlyCollection<string> participants, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, VerificationKey>(participants.Count, StringComparer.Ordinal);
        var unknown = new List<string>();
        foreach (var participant in participants)
        {
            if (_cache.TryGetValue(participant, out var key))
            {
                found[participant] = key;
            }
            else
            {
                unknown.Add(participant);
            }
        }

        if (unknown.Count == 0)
        {
            return found;
        }

        await using var command = dataSource.CreateCommand("select participant, public_key from party_keys where participant = any ($1)");
        command.Parameters.Add(new() { Value = unknown.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            found[reader.GetString(0)] = Keep(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }

        return found;
    }

    /// <summary>
    /// Has keys generated for participants that have none yet, and registers them. One engine at a time: of two that start together the second finds the
    /// first one's keys, and neither replaces the other's files.
    /// </summary>
    /// <param name="generate">The public key of a participant's new, or kept and not yet registered, key.</param>
    public async Task RegisterAsync(IReadOnlyCollection<string> participants, Func<string, byte[]> generate, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(generate);
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using (var turn = new NpgsqlCommand(TurnSql, connection, transaction))
        {
            await turn.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        var known = await FindAsync(participants, cancellationToken).ConfigureAwait(false);
        var fresh = participants.Where(participant => !known.ContainsKey(participant)).ToDictionary(participant => participant, generate, StringComparer.Ordinal);
        await using var command = new NpgsqlCommand(InsertSql, connection, transaction);
        command.Parameters.Add(new() { Value = fresh.Keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = fresh.Values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        foreach (var key in _cache.Values)
        {
            key.Dispose();
        }
    }

    private VerificationKey Keep(string participant, byte[] publicKey) =>
        _cache.Count < MaxCached
            ? _cache.GetOrAdd(participant, static (_, bytes) => new VerificationKey(bytes), publicKey)
            : new VerificationKey(publicKey);
}
