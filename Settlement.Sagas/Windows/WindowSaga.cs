using NpgsqlTypes;
using Settlement.Domain.Windows;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Sagas.Windows;

/// <summary>One settlement window from its opening to its report: a row of the table windows. States: <see cref="WindowState"/>.</summary>
public sealed class WindowSaga : ISettlementSaga
{
    /// <summary>How the saga is stored; <c>003_sagas.sql</c> creates the table.</summary>
    public static SagaTable<WindowSaga> Table { get; } =
        SagaTable<WindowSaga>.For("windows", "window", "window_id", static (saga, value) => saga.WindowId = value)
            .Fixed("kind", NpgsqlDbType.Text, static saga => StoredName.Of(saga.Kind), static (saga, value) => saga.Kind = StoredName.Window(value))
            .Fixed("currency", NpgsqlDbType.Text, static saga => saga.Currency, static (saga, value) => saga.Currency = value)
            .Fixed("value_date", NpgsqlDbType.Date, static saga => saga.ValueDate, static (saga, value) => saga.ValueDate = value)
            .Fixed("cut_off", NpgsqlDbType.TimestampTz, static saga => saga.CutOff, static (saga, value) => saga.CutOff = value)
            .Column("close_position", NpgsqlDbType.Bigint, static saga => saga.ClosePosition, static (saga, value) => saga.ClosePosition = value)
            .Column("closed_by", NpgsqlDbType.Text, static saga => saga.ClosedBy, static (saga, value) => saga.ClosedBy = value)
            .Column("close_reason", NpgsqlDbType.Text, static saga => saga.CloseReason, static (saga, value) => saga.CloseReason = value)
            .Column("plan_hash", NpgsqlDbType.Text, static saga => saga.PlanHash, static (saga, value) => saga.PlanHash = value)
            .Column("batches", NpgsqlDbType.Integer, static saga => saga.Batches, static (saga, value) => saga.Batches = value)
            .Column("deferred", NpgsqlDbType.Integer, static saga => saga.Deferred, static (saga, value) => saga.Deferred = value)
            .Column("report_hash", NpgsqlDbType.Text, static saga => saga.ReportHash, static (saga, value) => saga.ReportHash = value)
            .Derived("is_open", NpgsqlDbType.Boolean, static saga => saga.CurrentState is not WindowState.Reported)
            .Build();

    public Guid CorrelationId { get; set; }

    public int Version { get; set; }

    public string CurrentState { get; set; } = "";

    public string Key => WindowId;

    public DateTimeOffset CreatedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public string WindowId { get; set; } = "";

    public WindowKind Kind { get; set; }

    /// <summary>The controlling currency, whose cut-off closes the window.</summary>
    public string Currency { get; set; } = "";

    public DateOnly ValueDate { get; set; }

    /// <summary>When it closes by schedule, UTC.</summary>
    public DateTimeOffset CutOff { get; set; }

    /// <summary>Position of its close marker in the intake log: payments before it belong to the window.</summary>
    public long? ClosePosition { get; set; }

    public string? ClosedBy { get; set; }

    public string? CloseReason { get; set; }

    public string? PlanHash { get; set; }

    public int Batches { get; set; }

    public int Deferred { get; set; }

    public string? ReportHash { get; set; }

    public ISettlementSaga Clone() => (WindowSaga)MemberwiseClone();
}
