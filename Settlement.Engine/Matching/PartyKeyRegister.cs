using System.Collections.Concurrent;
using Npgsql;
using NpgsqlTypes;

namespace Settlement.Engine.Matching;

/// <summary>The public keys in the database; immutable, hence cached for good.</summary>
public sealed class PartyKeyRegister(NpgsqlDataSource dataSource, TimeProvider time) : IDisposable
{
    /// <summary>Keys kept in memory; a community has hundreds of participants. Beyond it keys are read each time.</summary>
    private const int MaxCached = 10_000;

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

    /// <summary>Registers public keys of participants that have none yet; a key that stands already is left as it is.</summary>
    public async Task RegisterAsync(IReadOnlyDictionary<string, byte[]> publicKeys, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand(InsertSql);
        command.Parameters.Add(new() { Value = publicKeys.Keys.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text });
        command.Parameters.Add(new() { Value = publicKeys.Values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea });
        command.Parameters.Add(new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
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
