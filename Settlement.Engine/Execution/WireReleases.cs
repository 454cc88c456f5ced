using Npgsql;
using NpgsqlTypes;

namespace Settlement.Engine.Execution;

/// <summary>
/// Lets wires try again on a person's word, in the latest round of a batch that still executes. Only what is known not to be done is released; what is in
/// doubt is asked about instead. Earlier rounds are history: their payments have been reversed.
/// </summary>
public sealed class WireReleases(NpgsqlDataSource source, TimeProvider time)
{
    private const string ReleaseSql = """
        with released as (
            update wires w
            set state = 'pending', attempts = w.attempts + 1, refusals = 0, next_attempt_at = null, updated_at = $2
            from batches b
            where w.wire_id = $1 and w.state in ('refused', 'failed', 'withdrawn')
                and b.batch_id = w.batch_id and b.is_open and b.state = 'Executing' and b.round = w.round
            returning w.wire_id, w.attempts, w.region, w.fencing_token),
        noted as (
            insert into wire_attempts (wire_id, attempt, kind, region, fencing_token, outcome, code, at)
            select wire_id, attempts, 'release', region, fencing_token, 'released', '', $2 from released)
        select count(*) from released
        """;

    private const string AskSql = "update wires set next_attempt_at = null where wire_id = $1 and state = 'sending'";

    private const string StateSql = "select batch_id, state from wires where wire_id = $1";

    /// <summary>What became of it, and its batch; null when there is no such wire.</summary>
    public async Task<(WireRelease Release, string BatchId, string State)?> ReleaseAsync(string wireId, CancellationToken cancellationToken)
    {
        var isReleased = await CountAsync(ReleaseSql, wireId, cancellationToken) == 1;
        await using var asking = source.CreateCommand(AskSql);
        asking.Parameters.Add(new NpgsqlParameter { Value = wireId, NpgsqlDbType = NpgsqlDbType.Text });
        var isAsked = await asking.ExecuteNonQueryAsync(cancellationToken) == 1;
        await using var command = source.CreateCommand(StateSql);
        command.Parameters.Add(new NpgsqlParameter { Value = wireId, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? (isReleased ? WireRelease.Released : isAsked ? WireRelease.Asked : WireRelease.Unchanged, reader.GetString(0), reader.GetString(1))
            : null;
    }

    private async Task<long> CountAsync(string sql, string wireId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = wireId, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(new NpgsqlParameter { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz });
        return await command.ExecuteScalarAsync(cancellationToken) is long count ? count : 0;
    }
}

public enum WireRelease
{
    /// <summary>It will be sent again.</summary>
    Released,

    /// <summary>It is in doubt: the network is asked about it at once.</summary>
    Asked,

    /// <summary>Nothing to do: it is under way, done, or history.</summary>
    Unchanged,
}
