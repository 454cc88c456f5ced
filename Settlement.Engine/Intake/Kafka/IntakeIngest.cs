using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Transactions;
using Settlement.Engine.Database;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>
/// Takes records of the topic into the table that the system reads, under their positions, many in one commit. The table's unique indexes decide which of
/// several records of a key or an id is the payment; a record that comes again, after a crash or a rebalance, finds itself.
/// </summary>
public sealed class IntakeIngest([FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource database, IntakeMessageReader reader)
{
    private const string Insert = """
        insert into intake_log (position, received_at, kind, transaction_id, idempotency_key, fingerprint, amount_minor, source_currency,
            destination_currency, source_account, destination_account, counterparty_id, settlement_window, body, trace_parent)
        overriding system value
        select position, received_at, 'payment', transaction_id, idempotency_key, fingerprint, amount_minor, source_currency,
            destination_currency, source_account, destination_account, counterparty_id, settlement_window, body, trace_parent
        from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
            as payment (position, received_at, transaction_id, idempotency_key, fingerprint, amount_minor, source_currency,
                destination_currency, source_account, destination_account, counterparty_id, settlement_window, body, trace_parent)
        on conflict do nothing
        returning position
        """;

    private const string Advance = """
        insert into intake_partitions as p (partition, taken, done) values ($1, $2, $3)
        on conflict (partition) do update set taken = greatest(p.taken, excluded.taken), done = greatest(p.done, excluded.done)
        """;

    /// <summary>One verdict a message, in order. All of it is committed when this completes, and may be asked again.</summary>
    /// <param name="messages">Of one partition.</param>
    /// <param name="done">Up to where the partition's records are done, sagas and all.</param>
    public async Task<IReadOnlyList<IngestVerdict>> TakeAsync(IReadOnlyList<IntakeMessage> messages, long done, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var readings = messages.Select(message => (Message: message, Reading: reader.Read(message))).ToList();
        var payments = readings.Where(item => item.Reading.Record is not null).Select(item => new Payable(item.Message, item.Reading.Record!)).ToList();
        var verdicts = new Dictionary<long, IngestVerdict>(messages.Count);
        await StoreAsync(payments, done, verdicts, cancellationToken);
        return [.. readings.Select(item => item.Reading.Dead is { } dead ? new IngestVerdict(item.Message, null, dead) : verdicts[item.Message.Position])];
    }

    private async Task StoreAsync(IReadOnlyList<Payable> payments, long done, Dictionary<long, IngestVerdict> verdicts, CancellationToken cancellationToken)
    {
        if (payments.Count == 0)
        {
            return;
        }

        try
        {
            await CommitAsync(payments, done, verdicts, cancellationToken);
        }
        catch (PostgresException fault) when (payments.Count > 1 && IsFaultOfARow(fault))
        {
            // Halved until the row that the database refuses is alone.
            await StoreAsync([.. payments.Take(payments.Count / 2)], done, verdicts, cancellationToken);
            await StoreAsync([.. payments.Skip(payments.Count / 2)], done, verdicts, cancellationToken);
        }
        catch (PostgresException fault) when (IsFaultOfARow(fault))
        {
            var (message, record) = payments[0];
            verdicts[message.Position] = new IngestVerdict(message, null, DeadLetter.Of(
                message, record.Payment.TransactionId, DeadLetter.Unprocessable, "", $"The database refuses the payment ({fault.SqlState})."));
        }
    }

    private async Task CommitAsync(IReadOnlyList<Payable> payments, long done, Dictionary<long, IngestVerdict> verdicts, CancellationToken cancellationToken)
    {
        var appended = new HashSet<long>();
        await using (var batch = Batch(payments, done))
        await using (var rows = await batch.ExecuteReaderAsync(cancellationToken))
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                appended.Add(rows.GetInt64(0));
            }
        }

        var standing = appended.Count == payments.Count ? null : await FindStandingAsync(payments, cancellationToken);
        foreach (var payment in payments)
        {
            verdicts[payment.Message.Position] = standing is null || appended.Contains(payment.Message.Position) ? Taken(payment) : Judge(payment, standing);
        }
    }

    private static IngestVerdict Taken(Payable payment) => new(
        payment.Message, new IntakeEntry(payment.Message.Position, payment.Message.ReceivedAt, payment.Record.Payment, null), null);

    /// <summary>Of a record that was left out: itself, taken in before; a repetition; or another payment's key or id. The key decides first.</summary>
    private static IngestVerdict Judge(Payable payment, Standing standing)
    {
        var (message, record) = payment;
        if (standing.ByKey.TryGetValue(record.Payment.IdempotencyKey, out var entry))
        {
            if (!entry.Fingerprint.AsSpan().SequenceEqual(record.Fingerprint))
            {
                return Collides(payment, "idempotency_key", PaymentErrorCodes.KeyReused, "This idempotency key was used with another body before.");
            }

            return entry.Position == message.Position ? Taken(payment) : new IngestVerdict(message, null, null);
        }

        return standing.ByTransaction.ContainsKey(record.Payment.TransactionId)
            ? Collides(payment, "transaction_id", PaymentErrorCodes.TransactionExists, "This transaction id was used with another idempotency key before.")
            : throw new InvalidOperationException($"Position {message.Position} of the intake log holds another payment: the topic is not the one that this database knows.");
    }

    private static IngestVerdict Collides(Payable payment, string field, string code, string text) => new(
        payment.Message, null, DeadLetter.Of(payment.Message, payment.Record.Payment.TransactionId, code, field, text));

    private async Task<Standing> FindStandingAsync(IReadOnlyList<Payable> payments, CancellationToken cancellationToken)
    {
        await using var command = database.CreateCommand(IntakeSql.FindCollisions);
        command.Parameters.Add(Array(payments, payment => payment.Record.Payment.IdempotencyKey, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, payment => payment.Record.Payment.TransactionId, NpgsqlDbType.Text));
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var standing = new Standing(new(StringComparer.Ordinal), new(StringComparer.Ordinal));
        while (await rows.ReadAsync(cancellationToken))
        {
            var entry = new StandingEntry(
                rows.GetInt64(0), rows.GetFieldValue<DateTimeOffset>(1), rows.GetString(2), rows.GetString(3), rows.GetFieldValue<byte[]>(4));
            standing.ByKey[entry.IdempotencyKey] = entry;
            standing.ByTransaction[entry.TransactionId] = entry;
        }

        return standing;
    }

    /// <summary>One transaction. The advance goes first: two engines that hold the partition for a moment take turns by its row.</summary>
    private NpgsqlBatch Batch(IReadOnlyList<Payable> payments, long done)
    {
        var batch = database.CreateBatch();
        var (first, last) = (payments[0].Message, payments[^1].Message);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(Advance)
        {
            Parameters =
            {
                new NpgsqlParameter<int> { TypedValue = first.Partition },
                new NpgsqlParameter<long> { TypedValue = last.Position },
                new NpgsqlParameter<long> { TypedValue = done },
            },
        });
        var command = new NpgsqlBatchCommand(Insert);
        command.Parameters.Add(Array(payments, p => p.Message.Position, NpgsqlDbType.Bigint));
        command.Parameters.Add(Array(payments, p => p.Message.ReceivedAt.UtcDateTime, NpgsqlDbType.TimestampTz));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.TransactionId, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.IdempotencyKey, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => p.Record.Fingerprint, NpgsqlDbType.Bytea));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.AmountMinor, NpgsqlDbType.Bigint));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.SourceCurrency, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.DestinationCurrency, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.SourceAccount, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.DestinationAccount, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => p.Record.Payment.CounterpartyId, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => PaymentWindows.Name(p.Record.Payment.Window), NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => p.Record.Body, NpgsqlDbType.Text));
        command.Parameters.Add(Array(payments, p => IntakeTrace.Parent(p.Message.Trace), NpgsqlDbType.Text));
        batch.BatchCommands.Add(command);
        return batch;
    }

    private static NpgsqlParameter<T[]> Array<T>(IReadOnlyList<Payable> payments, Func<Payable, T> field, NpgsqlDbType type) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. payments.Select(field)] };

    private static bool IsFaultOfARow(PostgresException fault) =>
        fault.SqlState.StartsWith("22", StringComparison.Ordinal) || fault.SqlState.StartsWith("23", StringComparison.Ordinal);

    private sealed record Payable(IntakeMessage Message, IntakeRecord Record);

    private sealed record Standing(Dictionary<string, StandingEntry> ByKey, Dictionary<string, StandingEntry> ByTransaction);
}
