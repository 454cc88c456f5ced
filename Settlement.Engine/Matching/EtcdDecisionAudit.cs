using System.Security.Cryptography;
using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Etcd;
using Settlement.Engine.Leadership;

namespace Settlement.Engine.Matching;

/// <summary>
/// Records in PostgreSQL what etcd decided: which key, who, under which term, at which revision, when. It follows etcd's own history from the last
/// recorded revision, so that no decision is missed whoever was killed where; recording one again changes nothing.
/// </summary>
public sealed class EtcdDecisionAudit(EtcdClient etcd, NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>Keys read at once where the history does not reach back far enough.</summary>
    private const int PageSize = 1_000;

    private const string CursorSql = "select coalesce(max(revision), 0) from consensus_decisions where log = 'etcd'";

    private const string InsertSql = """
        insert into consensus_decisions (key, log, digest, decided_by, lease, token, revision, decided_at, recorded_at)
        select d.key, 'etcd', d.digest, d.decided_by, nullif(d.lease, ''), nullif(d.token, 0), d.revision, d.decided_at, $8
        from unnest($1, $2, $3, $4, $5, $6, $7) as d (key, digest, decided_by, lease, token, revision, decided_at)
        on conflict (key) do nothing
        """;

    /// <summary>Catches up and then follows, until it is cancelled or the watch ends; called again it goes on from what is recorded.</summary>
    public async Task FollowAsync(CancellationToken cancellationToken)
    {
        var prefix = EtcdKeys.Bytes(etcd.Prefix + "consensus/");
        var cursor = await CursorAsync(cancellationToken).ConfigureAwait(false);
        var present = await etcd.RangeAsync(new EtcdRange(EtcdKeys.Bytes(etcd.Prefix)), cancellationToken).ConfigureAwait(false);
        if (cursor == 0 || cursor > present.Header!.Revision)
        {
            // Never followed, or another cluster than the one that was: what stands there is the history.
            await ReadAllAsync(prefix, 0, cancellationToken).ConfigureAwait(false);
            cursor = present.Header!.Revision;
        }

        await foreach (var answer in etcd.WatchAsync(prefix, EtcdKeys.EndOf(prefix), cursor, cancellationToken).ConfigureAwait(false))
        {
            if (answer.CompactRevision > 0)
            {
                await ReadAllAsync(prefix, cursor, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (answer.Canceled)
            {
                return;
            }

            await RecordAsync([.. (answer.Events ?? []).Where(change => change.Type is null or "PUT").Select(change => change.Kv)], cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<long> CursorAsync(CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(CursorSql);
        return (long)(await command.ExecuteScalarAsync(cancellationToken).ConfigureAwait(false))!;
    }

    private async Task ReadAllAsync(byte[] prefix, long fromRevision, CancellationToken cancellationToken)
    {
        var (start, end) = (prefix, EtcdKeys.EndOf(prefix));
        while (true)
        {
            var page = await etcd.RangeAsync(new EtcdRange(start, end, PageSize, fromRevision), cancellationToken).ConfigureAwait(false);
            var keys = page.Kvs ?? [];
            await RecordAsync(keys, cancellationToken).ConfigureAwait(false);
            if (!page.More || keys.Count == 0)
            {
                return;
            }

            start = [.. keys[^1].Key, 0];
        }
    }

    private async Task RecordAsync(IReadOnlyList<EtcdKeyValue> keys, CancellationToken cancellationToken)
    {
        if (keys.Count == 0)
        {
            return;
        }

        var skipped = (etcd.Prefix + "consensus/").Length;
        var written = keys.Select(key => WrittenValue.Parse(key.Value ?? [])).ToList();
        await using var batch = source.CreateFencedBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(InsertSql)
        {
            Parameters =
            {
                Array(keys.Select(key => key.Name[skipped..]), NpgsqlDbType.Text),
                Array(written.Select(value => SHA256.HashData(value.Value)), NpgsqlDbType.Bytea),
                Array(written.Select(value => value.By), NpgsqlDbType.Text),
                Array(written.Select(value => value.Fence?.Lease ?? ""), NpgsqlDbType.Text),
                Array(written.Select(value => value.Fence?.Token ?? 0), NpgsqlDbType.Bigint),
                Array(keys.Select(key => key.CreateRevision), NpgsqlDbType.Bigint),
                Array(written.Select(value => value.At), NpgsqlDbType.TimestampTz),
                new() { Value = time.GetUtcNow(), NpgsqlDbType = NpgsqlDbType.TimestampTz },
            },
        });
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    private static NpgsqlParameter Array<T>(IEnumerable<T> values, NpgsqlDbType type) => new() { Value = values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | type };
}
