using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Windows;
using Settlement.Sagas.Transactions;

namespace Settlement.Benchmarks.Sagas.OneCommitPerMessage;

/// <summary>One message's database transaction: reads the saga, writes it and its event.</summary>
internal sealed class TransactionScope(NpgsqlConnection connection, NpgsqlTransaction transaction) : IAsyncDisposable
{
    private const string Select = """
        select id, version, state, created_at, updated_at, transaction_id, position, received_at, window_id, source_participant, counterparty_id,
               source_account, destination_account, source_currency, destination_currency, amount_minor, destination_minor, rate, batch_id, ledger_entry
        from transactions where id = $1 for update
        """;

    private const string Insert = """
        insert into transactions (id, version, state, created_at, updated_at, transaction_id, position, received_at, kind, window_id, source_participant,
            counterparty_id, source_account, destination_account, source_currency, destination_currency, amount_minor, deferrals, is_open)
        values ($1, $2, $3, $4, $5, $6, $7, $8, 't0', $9, $10, $11, $12, $13, $14, $15, $16, 0, true)
        """;

    private const string Update = """
        update transactions set version = $2, state = $3, updated_at = $4, destination_minor = $5, rate = $6, batch_id = $7, ledger_entry = $8, is_open = $9
        where id = $1 and version = $2 - 1
        """;

    private const string AppendEvent = """
        insert into saga_events (machine, saga_id, key, version, event, from_state, to_state, at, message_id, payload)
        values ('transaction', $1, $2, $3, $4, $5, $6, $7, $8, $9)
        """;

    public async Task<TransactionSaga?> LoadAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Select, connection, transaction) { Parameters = { new() { Value = id } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? Read(reader) : null;
    }

    public async Task StoreAsync(TransactionSaga saga, MessageRow message, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection, transaction)
        {
            BatchCommands = { saga.Version == 1 ? InsertOf(saga) : UpdateOf(saga), EventOf(saga, message) },
        };
        if (await batch.ExecuteNonQueryAsync(cancellationToken) != 2)
        {
            throw new InvalidOperationException("The saga was changed by another message.");
        }
    }

    public Task CommitAsync(CancellationToken cancellationToken) => transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await transaction.DisposeAsync();
        await connection.DisposeAsync();
    }

    private static TransactionSaga Read(NpgsqlDataReader row) => new()
    {
        CorrelationId = row.GetGuid(0),
        Version = row.GetInt32(1),
        CurrentState = row.GetString(2),
        CreatedAt = row.GetFieldValue<DateTimeOffset>(3),
        UpdatedAt = row.GetFieldValue<DateTimeOffset>(4),
        TransactionId = row.GetString(5),
        Position = row.GetInt64(6),
        ReceivedAt = row.GetFieldValue<DateTimeOffset>(7),
        Kind = WindowKind.T0,
        WindowId = row.GetString(8),
        SourceParticipant = row.GetString(9),
        CounterpartyId = row.GetString(10),
        SourceAccount = row.GetString(11),
        DestinationAccount = row.GetString(12),
        SourceCurrency = row.GetString(13),
        DestinationCurrency = row.GetString(14),
        AmountMinor = row.GetInt64(15),
        DestinationMinor = row.GetFieldValue<long?>(16),
        Rate = row.GetFieldValue<decimal?>(17),
        BatchId = row.IsDBNull(18) ? null : row.GetString(18),
        LedgerEntry = row.GetFieldValue<long?>(19),
    };

    private static NpgsqlBatchCommand InsertOf(TransactionSaga saga) => new(Insert)
    {
        Parameters =
        {
            Of(saga.CorrelationId), Of(saga.Version), Of(saga.CurrentState), Of(saga.CreatedAt), Of(saga.UpdatedAt), Of(saga.TransactionId), Of(saga.Position),
            Of(saga.ReceivedAt), Of(saga.WindowId), Of(saga.SourceParticipant), Of(saga.CounterpartyId), Of(saga.SourceAccount), Of(saga.DestinationAccount),
            Of(saga.SourceCurrency), Of(saga.DestinationCurrency), Of(saga.AmountMinor),
        },
    };

    private static NpgsqlBatchCommand UpdateOf(TransactionSaga saga) => new(Update)
    {
        Parameters =
        {
            Of(saga.CorrelationId), Of(saga.Version), Of(saga.CurrentState), Of(saga.UpdatedAt), OrNull(saga.DestinationMinor, NpgsqlDbType.Bigint),
            OrNull(saga.Rate, NpgsqlDbType.Numeric), OrNull(saga.BatchId, NpgsqlDbType.Text), OrNull(saga.LedgerEntry, NpgsqlDbType.Bigint),
            Of(saga.CurrentState is not "Settled"),
        },
    };

    private static NpgsqlBatchCommand EventOf(TransactionSaga saga, MessageRow message) => new(AppendEvent)
    {
        Parameters =
        {
            Of(saga.CorrelationId), Of(saga.TransactionId), Of(saga.Version), Of(message.Name), Of(message.FromState), Of(saga.CurrentState), Of(saga.UpdatedAt),
            Of(message.MessageId), Of(message.Payload),
        },
    };

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlParameter OrNull(object? value, NpgsqlDbType type) => new() { Value = value ?? DBNull.Value, NpgsqlDbType = type };
}
