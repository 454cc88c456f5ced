using NpgsqlTypes;
using Settlement.Domain.Batches;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Batches;

/// <summary>
/// One planned batch on its way to settlement: a row of the table batches. Costs are minor units of the cost model's currency. States: <see cref="BatchState"/>.
/// </summary>
public sealed class BatchSaga : ISettlementSaga
{
    /// <summary>How the saga is stored; <c>003_sagas.sql</c> creates the table.</summary>
    public static SagaTable<BatchSaga> Table { get; } =
        SagaTable<BatchSaga>.For("batches", "batch", "batch_id", static (saga, value) => saga.BatchId = value)
            .Fixed("window_id", NpgsqlDbType.Text, static saga => saga.WindowId, static (saga, value) => saga.WindowId = value)
            .Column("round", NpgsqlDbType.Integer, static saga => saga.Round, static (saga, value) => saga.Round = value)
            .Column("plan_hash", NpgsqlDbType.Text, static saga => saga.PlanHash, static (saga, value) => saga.PlanHash = value)
            .Column("transactions", NpgsqlDbType.Integer, static saga => saga.Transactions, static (saga, value) => saga.Transactions = value)
            .Column("cost_minor", NpgsqlDbType.Bigint, static saga => saga.CostMinor, static (saga, value) => saga.CostMinor = value)
            .Column("naive_cost_minor", NpgsqlDbType.Bigint, static saga => saga.NaiveCostMinor, static (saga, value) => saga.NaiveCostMinor = value)
            .Column("wires", NpgsqlDbType.Integer, static saga => saga.Wires, static (saga, value) => saga.Wires = value)
            .Column("confirmed_by", NpgsqlDbType.Text, static saga => saga.ConfirmedBy, static (saga, value) => saga.ConfirmedBy = value)
            .Column("confirm_reason", NpgsqlDbType.Text, static saga => saga.ConfirmReason, static (saga, value) => saga.ConfirmReason = value)
            .Column("reason", NpgsqlDbType.Text, static saga => saga.Reason, static (saga, value) => saga.Reason = value)
            .Column("ledger_entry", NpgsqlDbType.Bigint, static saga => saga.LedgerEntry, static (saga, value) => saga.LedgerEntry = value)
            .Derived("is_open", NpgsqlDbType.Boolean, static saga => !BatchState.IsFinal(saga.CurrentState))
            .Build();

    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public string Key => BatchId;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public string BatchId { get; set; } = "";

    public string WindowId { get; set; } = "";

    /// <summary>1, and one more each time a failed party's payments are taken out.</summary>
    public int Round { get; set; } = 1;

    /// <summary>The hash of the present round's plan, lower-case hex SHA-256.</summary>
    public string PlanHash { get; set; } = "";

    /// <summary>Payments in it.</summary>
    public int Transactions { get; set; }

    public long CostMinor { get; set; }

    public long NaiveCostMinor { get; set; }

    /// <summary>Wires that were confirmed, once it is settled.</summary>
    public int? Wires { get; set; }

    public string? ConfirmedBy { get; set; }

    public string? ConfirmReason { get; set; }

    /// <summary>Why it was planned again or abandoned.</summary>
    public string? Reason { get; set; }

    /// <summary>Position of its last journal entry.</summary>
    public long? LedgerEntry { get; set; }

    public ISettlementSaga Clone() => (BatchSaga)MemberwiseClone();
}
