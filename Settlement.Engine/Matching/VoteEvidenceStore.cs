using Npgsql;
using NpgsqlTypes;

namespace Settlement.Engine.Matching;

/// <summary>
/// Keeps evidence and sees to it that it leads to a quarantine. The evidence is committed first: a crash in between is caught up by
/// <see cref="ServeAsync"/>, which the matching stage calls before its first work.
/// </summary>
public sealed class VoteEvidenceStore(NpgsqlDataSource dataSource, IQuarantine quarantine, TimeProvider time)
{
    /// <summary>Evidence that is served in one go; more is served with the next.</summary>
    private const int MaxServed = 1_000;

    private const string InsertSql = """
        insert into vote_evidence (batch_id, round, participant, first_hash, first_signature, second_hash, second_signature, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (batch_id, round, participant, second_hash) do nothing
        """;

    private const string UnservedSql = """
        select e.evidence_id, e.batch_id, e.round, e.participant from vote_evidence e
        where not exists (select from vote_evidence_served s where s.evidence_id = e.evidence_id)
        order by e.evidence_id limit $1
        """;

    /// <summary>Keeps the evidence, once per second hash, and quarantines the party.</summary>
    public async Task KeepAsync(VoteEvidence evidence, CancellationToken cancellationToken)
    {
        await using (var command = dataSource.CreateCommand(InsertSql))
        {
            command.Parameters.Add(new() { Value = evidence.BatchId });
            command.Parameters.Add(new() { Value = evidence.Round });
            command.Parameters.Add(new() { Value = evidence.Participant });
            command.Parameters.Add(new() { Value = evidence.FirstHash });
            command.Parameters.Add(new() { Value = (object?)evidence.FirstSignature ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bytea });
            command.Parameters.Add(new() { Value = evidence.SecondHash });
            command.Parameters.Add(new() { Value = evidence.SecondSignature });
            command.Parameters.Add(new() { Value = evidence.At });
            await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        await ServeAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Quarantines the parties of evidence that has not led to a quarantine yet; returns how much evidence that was.</summary>
    public async Task<int> ServeAsync(CancellationToken cancellationToken)
    {
        var unserved = new List<(long Id, string Participant, string Reason)>();
        await using (var command = dataSource.CreateCommand(UnservedSql))
        {
            command.Parameters.Add(new() { Value = MaxServed });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                unserved.Add((
                    reader.GetInt64(0), reader.GetString(3), $"signed conflicting votes in {reader.GetString(1)} round {reader.GetInt32(2)}"));
            }
        }

        foreach (var (id, participant, reason) in unserved)
        {
            await quarantine.QuarantineAsync(participant, reason, cancellationToken).ConfigureAwait(false);
            await using var served = dataSource.CreateCommand(
                "insert into vote_evidence_served (evidence_id, at) values ($1, $2) on conflict (evidence_id) do nothing");
            served.Parameters.Add(new() { Value = id });
            served.Parameters.Add(new() { Value = time.GetUtcNow() });
            await served.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }

        return unserved.Count;
    }

    /// <summary>All evidence of a batch, oldest first.</summary>
    public async Task<IReadOnlyList<VoteEvidence>> OfBatchAsync(string batchId, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateCommand("""
            select round, participant, first_hash, first_signature, second_hash, second_signature, at
            from vote_evidence where batch_id = $1 order by evidence_id
            """);
        command.Parameters.Add(new() { Value = batchId });
        var all = new List<VoteEvidence>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            all.Add(new VoteEvidence(
                batchId, reader.GetInt32(0), reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3),
                reader.GetString(4), reader.GetFieldValue<byte[]>(5), reader.GetFieldValue<DateTimeOffset>(6)));
        }

        return all;
    }
}
