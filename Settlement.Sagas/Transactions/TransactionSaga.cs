using NpgsqlTypes;
using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Transactions;

/// <summary>
/// One payment on its way to a posted ledger entry: a row of the table transactions. Amounts are minor units of their currency. States: <see cref="TransactionState"/>.
/// </summary>
public sealed class TransactionSaga : ISettlementSaga
{
    /// <summary>How the saga is stored; <c>003_sagas.sql</c> creates the table.</summary>
    public static SagaTable<TransactionSaga> Table { get; } =
        SagaTable<TransactionSaga>.For("transactions", "transaction", "transaction_id", static (saga, value) => saga.TransactionId = value)
            .Fixed("position", NpgsqlDbType.Bigint, static saga => saga.Position, static (saga, value) => saga.Position = value)
            .Fixed("received_at", NpgsqlDbType.TimestampTz, static saga => saga.ReceivedAt, static (saga, value) => saga.ReceivedAt = value)
            .Fixed("kind", NpgsqlDbType.Text, static saga => StoredName.Of(saga.Kind), static (saga, value) => saga.Kind = StoredName.Window(value))
            .Fixed("source_participant", NpgsqlDbType.Text, static saga => saga.SourceParticipant, static (saga, value) => saga.SourceParticipant = value)
            .Fixed("counterparty_id", NpgsqlDbType.Text, static saga => saga.CounterpartyId, static (saga, value) => saga.CounterpartyId = value)
            .Fixed("source_account", NpgsqlDbType.Text, static saga => saga.SourceAccount, static (saga, value) => saga.SourceAccount = value)
            .Fixed("destination_account", NpgsqlDbType.Text, static saga => saga.DestinationAccount, static (saga, value) => saga.DestinationAccount = value)
            .Fixed("source_currency", NpgsqlDbType.Text, static saga => saga.SourceCurrency, static (saga, value) => saga.SourceCurrency = value)
            .Fixed("destination_currency", NpgsqlDbType.Text, static saga => saga.DestinationCurrency, static (saga, value) => saga.DestinationCurrency = value)
            .Fixed("amount_minor", NpgsqlDbType.Bigint, static saga => saga.AmountMinor, static (saga, value) => saga.AmountMinor = value)
            .Column("window_id", NpgsqlDbType.Text, static saga => saga.WindowId, static (saga, value) => saga.WindowId = value)
            .Column("destination_minor", NpgsqlDbType.Bigint, static saga => saga.DestinationMinor, static (saga, value) => saga.DestinationMinor = value)
            .Column("rate", NpgsqlDbType.Numeric, static saga => saga.Rate, static (saga, value) => saga.Rate = value)
            .Column("batch_id", NpgsqlDbType.Text, static saga => saga.BatchId, static (saga, value) => saga.BatchId = value)
            .Column("reason_code", NpgsqlDbType.Text, static saga => saga.ReasonCode, static (saga, value) => saga.ReasonCode = value)
            .Column("deferral", NpgsqlDbType.Jsonb, static saga => StoredJson.Write(saga.Deferral), static (saga, value) => saga.Deferral = StoredJson.Read<Deferral>(value))
            .Column("deferrals", NpgsqlDbType.Integer, static saga => saga.Deferrals, static (saga, value) => saga.Deferrals = value)
            .Column("ledger_entry", NpgsqlDbType.Bigint, static saga => saga.LedgerEntry, static (saga, value) => saga.LedgerEntry = value)
            .Derived("is_open", NpgsqlDbType.Boolean, static saga => !TransactionState.IsFinal(saga.CurrentState))
            .Build();

    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public string Key => TransactionId;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public string TransactionId { get; set; } = "";

    /// <summary>Position in the intake log.</summary>
    public long Position { get; set; }

    /// <summary>When the intake log took it, UTC.</summary>
    public DateTimeOffset ReceivedAt { get; set; }

    public WindowKind Kind { get; set; }

    /// <summary>Owner of the source account, or empty when unknown.</summary>
    public string SourceParticipant { get; set; } = "";

    public string CounterpartyId { get; set; } = "";

    public string SourceAccount { get; set; } = "";

    public string DestinationAccount { get; set; } = "";

    public string SourceCurrency { get; set; } = "";

    public string DestinationCurrency { get; set; } = "";

    /// <summary>Leaves the source, minor units of the source currency.</summary>
    public long AmountMinor { get; set; }

    /// <summary>The window that settles it; a deferral moves it to a later one.</summary>
    public string WindowId { get; set; } = "";

    /// <summary>Reaches the destination, minor units of the destination currency; null until planned.</summary>
    public long? DestinationMinor { get; set; }

    /// <summary>Units of destination currency for one unit of source currency; null until planned.</summary>
    public decimal? Rate { get; set; }

    public string? BatchId { get; set; }

    /// <summary>Why it was rejected or reversed: the stable code.</summary>
    public string? ReasonCode { get; set; }

    /// <summary>Why it waits, while it is deferred.</summary>
    public Deferral? Deferral { get; set; }

    /// <summary>How often it was deferred.</summary>
    public int Deferrals { get; set; }

    /// <summary>Position of its journal entry.</summary>
    public long? LedgerEntry { get; set; }

    public ISettlementSaga Clone() => (TransactionSaga)MemberwiseClone();
}
