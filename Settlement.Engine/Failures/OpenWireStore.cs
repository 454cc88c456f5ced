using Npgsql;
using Settlement.Domain.Failures;
using Settlement.Engine.Database;

namespace Settlement.Engine.Failures;

/// <summary>Wires of a batch that cannot go on without a person.</summary>
public sealed class OpenWireStore(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>
    /// Wires that a person can do something about: refused or out of tries, for ten seconds, in the latest round of a batch that still executes. What was withdrawn because
    /// of them follows them. One whose payments a later round has reversed is history. Wires that have been in doubt for five minutes are named too. Takes the currencies ($1,
    /// $2) and the two times ($3, $4).
    /// </summary>
    internal const string Sql = $"""
        select w.wire_id as id, w.batch_id, w.round, w.debtor, w.creditor, w.currency, w.amount_minor, w.state, w.last_code, w.last_reason, w.attempts,
               w.updated_at as at, w.region, case when w.state = 'sending' then 'in doubt' else coalesce(nullif(w.last_code, ''), w.state) end as cause,
               round(w.amount_minor / 10::numeric ^ u.decimals, u.decimals) as amount
        from wires w
        join batches b on b.batch_id = w.batch_id and b.is_open and b.state = 'Executing' and b.round = w.round
        join {CurrencyUnits.Table} on u.code = w.currency
        where ((w.state in ('refused', 'failed') and w.updated_at < $4) or (w.state = 'sending' and w.updated_at < $3))
        """;

    private static readonly TimeSpan DoubtfulAfter = TimeSpan.FromMinutes(5);

    /// <summary>A refusal that the engine deals with itself is dealt with sooner: the batch goes into its next round.</summary>
    private static readonly TimeSpan RefusedAfter = TimeSpan.FromSeconds(10);

    /// <summary>Oldest first: all, of one batch, of one cause, or one.</summary>
    /// <param name="after">The last one of the page before.</param>
    public async Task<IReadOnlyList<OpenWire>> ListAsync(
        string? batchId, string? cause, string? wireId, (DateTimeOffset At, string Id)? after, int max, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand($"""
            select * from ({Sql}) w
            where ($5::text is null or batch_id = $5) and ($6::text is null or cause = $6) and ($7::text is null or id = $7)
                and ($8::timestamptz is null or (at, id collate "C") > ($8, $9))
            order by at, id collate "C" limit $10
            """);
        command.Parameters.AddRange((NpgsqlParameter[])
        [
            .. Waiting(time), SqlValues.Text(batchId), SqlValues.Text(cause), SqlValues.Text(wireId), SqlValues.Time(after?.At), SqlValues.Text(after?.Id), SqlValues.Integer(max),
        ]);
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
    public async Task<IReadOnlyList<WireAttempt>> AttemptsAsync(string wireId, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(
            "select attempt, kind, region, outcome, code, at from wire_attempts where wire_id = $1 order by attempt limit 1000");
        command.Parameters.Add(SqlValues.Text(wireId));
        var attempts = new List<WireAttempt>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(new WireAttempt(
                reader.GetInt32(0), reader.GetString(1), reader.NullableText(2), reader.GetString(3), reader.GetString(4), reader.GetFieldValue<DateTimeOffset>(5)));
        }

        return attempts;
    }

    internal static NpgsqlParameter[] Waiting(TimeProvider time) =>
        [.. CurrencyUnits.Parameters(), SqlValues.Time(time.Now() - DoubtfulAfter), SqlValues.Time(time.Now() - RefusedAfter)];
}
