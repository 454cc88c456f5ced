using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Engines;

namespace Settlement.Engine.Leadership;

/// <summary>Reads who holds what, for people; in any role.</summary>
public sealed class LeadershipReader(NpgsqlDataSource source, ILeases leases, IOptions<LeadershipOptions> options)
{
    private const string EnginesSql = """
        select engine_id, started_at, seen_at, stopped_at, seen_at > clock_timestamp() - $1 from engines
        where seen_at > clock_timestamp() - interval '1 hour' order by started_at desc, engine_id limit 100
        """;

    private const string TermsSql = """
        select f.lease, f.token, f.raised_at, (select count(*) from lease_terms t where t.lease = f.lease) from fences f
        """;

    /// <summary>Every duty with its holder, in their order.</summary>
    public async Task<IReadOnlyList<LeaseView>> LeasesAsync(CancellationToken cancellationToken)
    {
        var held = (await leases.ListAsync(cancellationToken).ConfigureAwait(false)).ToDictionary(lease => lease.Name, StringComparer.Ordinal);
        var terms = new Dictionary<string, (long Token, DateTimeOffset At, long Count)>(StringComparer.Ordinal);
        await using var command = source.CreateCommand(TermsSql);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            terms[reader.GetString(0)] = (reader.GetInt64(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt64(3));
        }

        return
        [
            .. Duties.Single.Concat(Duties.Shards).Select(duty => terms.TryGetValue(duty, out var term)
                ? new LeaseView(duty, held.GetValueOrDefault(duty)?.Holder, term.Token, term.At, term.Count)
                : new LeaseView(duty, held.GetValueOrDefault(duty)?.Holder, 0, null, 0)),
        ];
    }

    public async Task<EnginesView> ReadAsync(CancellationToken cancellationToken)
    {
        var duties = await LeasesAsync(cancellationToken).ConfigureAwait(false);
        var engines = new List<EngineView>();
        await using var command = source.CreateCommand(EnginesSql);
        command.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = options.Value.TimeToLive });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var id = reader.GetString(0);
            DateTimeOffset? stopped = reader.IsDBNull(3) ? null : reader.GetFieldValue<DateTimeOffset>(3);
            engines.Add(new EngineView(
                id, stopped is not null ? "stopped" : reader.GetBoolean(4) ? "live" : "silent", reader.GetFieldValue<DateTimeOffset>(1),
                reader.GetFieldValue<DateTimeOffset>(2), stopped,
                [.. duties.Where(duty => string.Equals(duty.Holder, id, StringComparison.Ordinal)).Select(duty => duty.Lease)]));
        }

        return new EnginesView(options.Value.Leases == LeaseKeeping.Etcd ? "etcd" : "postgres", engines, duties);
    }
}
