using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Transactions;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>Reads kept dead letters and replays them: through every rule again, by the way that a client's payment takes.</summary>
public sealed class DeadLetterArchive(NpgsqlDataSource database, PaymentReader reader, IIntakeLog log, TimeProvider clock)
{
    private const string Columns = """
        d.position, d.partition, d."offset", d.received_at, d.record_key, d.transaction_id, d.reason, d.field, d.message, d.errors::text, d.headers::text, d.body, d.at,
        r.at, r.replayed_by, r.outcome
        from intake_dead_letters d
        left join lateral (select at, replayed_by, outcome from intake_replays r where r.position = d.position order by r.id desc limit 1) r on true
        """;

    /// <summary>Newest first, those before a position.</summary>
    public async Task<IReadOnlyList<KeptLetter>> ListAsync(long? before, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {Columns} where d.position < $1 order by d.position desc limit $2");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = before ?? long.MaxValue });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        return await ReadAsync(command, cancellationToken);
    }

    public async Task<KeptLetter?> FindAsync(long position, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand($"select {Columns} where d.position = $1");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        return (await ReadAsync(command, cancellationToken)).SingleOrDefault();
    }

    /// <summary>Submits the record again as it was. What it broke may have been mended since, such as an account that did not exist.</summary>
    /// <param name="edited">What is submitted in its place; null: the record as it came.</param>
    /// <returns>The result of the append, or the rules that it still breaks.</returns>
    /// <exception cref="IntakeLogUnavailableException">Not known to be appended; it may be replayed again.</exception>
    public async Task<(AppendResult? Result, IReadOnlyList<PaymentError> Errors)> ReplayAsync(
        KeptLetter letter, byte[]? edited, string replayedBy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        var reading = reader.Read(edited ?? letter.Body, letter.Headers.LastOrDefault(header => header.Name == IntakeHeaders.IdempotencyKey)?.Value);
        if (reading.Record is not { } record)
        {
            return (null, reading.Malformed is { } malformed ? [new PaymentError("", DeadLetter.Malformed, malformed)] : reading.Errors);
        }

        var result = await log.AppendAsync(record, cancellationToken);
        await using var command = database.CreateCommand("insert into intake_replays (position, at, replayed_by, outcome, transaction_id) values ($1, $2, $3, $4, $5)");
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = letter.Position });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = clock.GetUtcNow() });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = replayedBy });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = NameOf(result.Outcome) });
        command.Parameters.Add(new NpgsqlParameter { Value = record.Payment.TransactionId, NpgsqlDbType = NpgsqlDbType.Text });
        await command.ExecuteNonQueryAsync(cancellationToken);
        return (result, []);
    }

    /// <summary>How an outcome is called in answers.</summary>
    public static string NameOf(AppendOutcome outcome) => outcome switch
    {
        AppendOutcome.Accepted => "submitted",
        AppendOutcome.Duplicate => "deduped",
        AppendOutcome.KeyReused => PaymentErrorCodes.KeyReused,
        _ => PaymentErrorCodes.TransactionExists,
    };

    private static async Task<IReadOnlyList<KeptLetter>> ReadAsync(NpgsqlCommand command, CancellationToken cancellationToken)
    {
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        var letters = new List<KeptLetter>();
        while (await row.ReadAsync(cancellationToken))
        {
            letters.Add(new KeptLetter(
                row.GetInt64(0), row.GetInt32(1), row.GetInt64(2), row.GetFieldValue<DateTimeOffset>(3), Text(row, 4), Text(row, 5), row.GetString(6), row.GetString(7),
                row.GetString(8), Json<KeptError>(row.GetString(9)), Json<KeptHeader>(row.GetString(10)), row.GetFieldValue<byte[]>(11), row.GetFieldValue<DateTimeOffset>(12),
                row.IsDBNull(13) ? null : new KeptReplay(row.GetFieldValue<DateTimeOffset>(13), row.GetString(14), row.GetString(15))));
        }

        return letters;
    }

    private static string? Text(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static List<T> Json<T>(string json) => JsonSerializer.Deserialize<List<T>>(json, JsonSerializerOptions.Web) ?? [];
}
