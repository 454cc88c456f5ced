using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Engine.Failures;

/// <summary>What failed for good and waits for a person: dead letters, and wires of a batch that cannot go on without one.</summary>
public sealed class FailureStore(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>
    /// Wires that a person can do something about: refused or out of tries, for ten seconds, in the latest round of a batch that still executes. What was withdrawn because
    /// of them follows them. One whose payments a later round has reversed is history. Wires that have been in doubt for five minutes are named too.
    /// </summary>
    internal const string OpenWiresSql = """
        select w.wire_id, w.batch_id, w.round, w.debtor, w.creditor, w.currency, w.amount_minor, w.state, w.last_code, w.last_reason, w.attempts,
               w.updated_at, w.region, case when w.state = 'sending' then 'in doubt' else coalesce(nullif(w.last_code, ''), w.state) end as cause
        from wires w
        join batches b on b.batch_id = w.batch_id and b.is_open and b.state = 'Executing' and b.round = w.round
        where ((w.state in ('refused', 'failed') and w.updated_at < $6) or (w.state = 'sending' and w.updated_at < $1))
        """;

    // Ids and numbers in a reason differ from letter to letter; what is left is the cause.
    private const string LettersSql = """
        select d.id, d.source, d.position, d.key, d.reason, d.body, d.at, coalesce(i.body, d.body) as request,
               left(regexp_replace(d.reason, '''[^'']*''|[0-9a-fA-F]{8}[0-9a-fA-F-]*|[0-9]+', '…', 'g'), 200) as cause
        from dead_letters d left join intake_log i on d.source = 'engine' and i.position = d.position and i.kind = 'payment'
        where not exists (select from dead_letter_ends e where e.dead_letter_id = d.id)
        """;

    private static readonly TimeSpan DoubtfulAfter = TimeSpan.FromMinutes(5);

    /// <summary>A refusal that the engine deals with itself is dealt with sooner: the batch goes into its next round.</summary>
    private static readonly TimeSpan RefusedAfter = TimeSpan.FromSeconds(10);

    /// <summary>Dead letters that wait, oldest first: all, of one cause, or one.</summary>
    public async Task<IReadOnlyList<DeadLetter>> LettersAsync(string? cause, long? id, long after, int max, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select * from ({LettersSql}) l where ($1::text is null or cause = $1) and ($2::bigint is null or id = $2) and id > $3 order by id limit $4");
        command.Parameters.Add(SqlValues.Text(cause));
        command.Parameters.Add(SqlValues.Long(id));
        command.Parameters.Add(SqlValues.Long(after));
        command.Parameters.Add(SqlValues.Integer(max));
        var letters = new List<DeadLetter>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            letters.Add(new DeadLetter(
                reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.GetString(3), reader.GetString(4), reader.GetString(5),
                reader.GetFieldValue<DateTimeOffset>(6), reader.GetString(7), reader.GetString(8)));
        }

        return letters;
    }

    /// <summary>Wires that wait for a person, oldest first: all, of one batch, of one cause, or one.</summary>
    public async Task<IReadOnlyList<OpenWire>> WiresAsync(string? batchId, string? cause, string? wireId, int max, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            $"select * from ({OpenWiresSql}) w where ($2::text is null or batch_id = $2) and ($3::text is null or cause = $3) and ($4::text is null or wire_id = $4) order by updated_at, wire_id limit $5");
        command.Parameters.Add(SqlValues.Time(time.Now() - DoubtfulAfter));
        command.Parameters.Add(SqlValues.Text(batchId));
        command.Parameters.Add(SqlValues.Text(cause));
        command.Parameters.Add(SqlValues.Text(wireId));
        command.Parameters.Add(SqlValues.Integer(max));
        command.Parameters.Add(SqlValues.Time(time.Now() - RefusedAfter));
        var wires = new List<OpenWire>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            wires.Add(new OpenWire(
                reader.GetString(0), reader.GetString(1), reader.GetInt32(2), reader.GetString(3), reader.GetString(4), reader.GetString(5), reader.GetInt64(6),
                reader.GetString(7), reader.GetString(8), reader.GetString(9), reader.GetInt32(10), reader.GetFieldValue<DateTimeOffset>(11),
                reader.NullableText(12), reader.GetString(13)));
        }

        return wires;
    }

    /// <summary>The history of a wire, oldest first.</summary>
    public async Task<IReadOnlyList<Domain.Failures.WireAttempt>> AttemptsAsync(string wireId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select attempt, kind, region, outcome, code, at from wire_attempts where wire_id = $1 order by attempt limit 1000");
        command.Parameters.Add(SqlValues.Text(wireId));
        var attempts = new List<Domain.Failures.WireAttempt>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(new Domain.Failures.WireAttempt(
                reader.GetInt32(0), reader.GetString(1), reader.NullableText(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return attempts;
    }

    /// <summary>Notes that a dead letter is dealt with; noting it again changes nothing.</summary>
    /// <param name="body">What was handled in its place; null: the letter itself.</param>
    public async Task EndLetterAsync(long id, string actionId, string? body, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "insert into dead_letter_ends (dead_letter_id, action_id, ended_at, body) values ($1, $2, $3, $4) on conflict do nothing");
        command.Parameters.Add(SqlValues.Long(id));
        command.Parameters.Add(SqlValues.Text(actionId));
        command.Parameters.Add(SqlValues.Time(time.Now()));
        command.Parameters.Add(SqlValues.Text(body));
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A record that no retry could handle.</summary>
/// <param name="Source">Which consumer met it, e.g. <c>engine</c>.</param>
/// <param name="Request">The payment as its client sent it, where the intake log has it; else the body.</param>
/// <param name="Cause">The reason without what differs from letter to letter.</param>
public sealed record DeadLetter(long Id, string Source, long Position, string Key, string Reason, string Body, DateTimeOffset At, string Request, string Cause);

/// <summary>A wire that waits for a person.</summary>
public sealed record OpenWire(
    string WireId, string BatchId, int Round, string Debtor, string Creditor, string Currency, long AmountMinor, string State, string Code, string Reason,
    int Attempts, DateTimeOffset At, string? Region, string Cause);
