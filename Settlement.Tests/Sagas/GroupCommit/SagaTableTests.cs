using Settlement.Domain;
using Settlement.Domain.Batches;
using Settlement.Domain.Transactions;
using Settlement.Domain.Windows;
using Settlement.Sagas.Batches;
using Settlement.Sagas.GroupCommit;
using Settlement.Sagas.Transactions;
using Settlement.Sagas.Windows;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Sagas.GroupCommit;

/// <summary>The mappings of the three machines and the tables of the schema agree.</summary>
public sealed class SagaTableTests(PostgresServer postgres)
{
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 11, 23, 7, 0, 0, TimeSpan.Zero).AddTicks(1_234_560);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_with_every_value_set_comes_back_as_it_was_stored()
    {
        var full = new TransactionSaga
        {
            CorrelationId = CorrelationIds.Transaction("txn_1"),
            Version = 1,
            CurrentState = TransactionState.Batched,
            CreatedAt = At,
            UpdatedAt = At,
            TransactionId = "txn_1",
            Position = 42,
            ReceivedAt = At.AddSeconds(-1),
            Kind = WindowKind.T1,
            SourceParticipant = "bank_a",
            CounterpartyId = "counterparty_bank_b",
            SourceAccount = "bank_a_001",
            DestinationAccount = "bank_b_001",
            SourceCurrency = "USD",
            DestinationCurrency = "EUR",
            AmountMinor = 10_000_000,
            WindowId = "t1-EUR-2026-11-24",
            DestinationMinor = 9_200_000,
            Rate = 0.920000000001m,
            BatchId = "batch_t1-EUR-2026-11-24_1",
            ReasonCode = "account_blocked",
            Deferral = new Deferral("txn_1", DeferralReason.NetDebitCap, "bank_a", "USD", 5, 6),
            Deferrals = 2,
            LedgerEntry = 77,
        };

        Assert.Equivalent(full, await StoreAndReadAsync(TransactionSaga.Table, full), strict: true);
    }

    [Fact]
    public async Task A_transaction_with_nothing_optional_comes_back_as_it_was_stored()
    {
        var bare = new TransactionSaga
        {
            CorrelationId = CorrelationIds.Transaction("txn_2"), Version = 1, CurrentState = TransactionState.Submitted, CreatedAt = At, UpdatedAt = At,
            TransactionId = "txn_2", ReceivedAt = At,
        };

        Assert.Equivalent(bare, await StoreAndReadAsync(TransactionSaga.Table, bare), strict: true);
    }

    [Fact]
    public async Task A_batch_comes_back_as_it_was_stored()
    {
        var batch = new BatchSaga
        {
            CorrelationId = CorrelationIds.Batch("batch_1"), Version = 1, CurrentState = BatchState.Executing, CreatedAt = At, UpdatedAt = At,
            BatchId = "batch_1", WindowId = "rtgs", Round = 2, PlanHash = "9f86", Transactions = 999, CostMinor = 2500, NaiveCostMinor = 10_000, Wires = 31,
            ConfirmedBy = "operator", ConfirmReason = "checked by telephone", Reason = "bank_c is blocked", LedgerEntry = 12,
        };

        Assert.Equivalent(batch, await StoreAndReadAsync(BatchSaga.Table, batch), strict: true);
    }

    [Fact]
    public async Task A_window_comes_back_as_it_was_stored()
    {
        var window = new WindowSaga
        {
            CorrelationId = CorrelationIds.Window("t0-EUR-2026-11-23"), Version = 1, CurrentState = WindowState.Closing, CreatedAt = At, UpdatedAt = At,
            WindowId = "t0-EUR-2026-11-23", Kind = WindowKind.T0, Currency = "EUR", ValueDate = new DateOnly(2026, 11, 23), CutOff = At.AddHours(10),
            ClosePosition = 4711, ClosedBy = "schedule", CloseReason = "cut-off", PlanHash = "9f86", Batches = 3, Deferred = 4, ReportHash = "ab12",
        };

        Assert.Equivalent(window, await StoreAndReadAsync(WindowSaga.Table, window), strict: true);
    }

    [Theory]
    [InlineData("select 1 from transactions where is_open and window_id = 'w' and state = 'Validated' order by position limit 100", "transactions_open")]
    [InlineData("select 1 from transactions where position > 5 order by position limit 100", "transactions_position")]
    [InlineData("select 1 from transactions where batch_id = 'b'", "transactions_batch")]
    [InlineData("select 1 from transactions where reason_code is not null and position > 5 order by position limit 100", "transactions_reason")]
    [InlineData("select 1 from batches where is_open order by created_at, batch_id limit 100", "batches_open")]
    [InlineData("select 1 from batches where window_id = 'w'", "batches_window")]
    [InlineData("select 1 from windows where is_open order by cut_off, window_id limit 100", "windows_open")]
    [InlineData("select 1 from saga_events where (xact, position) > ('5'::xid8, 3) order by xact, position limit 100", "saga_events_relay")]
    public async Task What_drivers_ask_for_has_an_index(string query, string index)
    {
        await using var database = await postgres.CreateDatabaseAsync();

        var plan = await database.ExplainAsync(query);

        Assert.Contains(index, plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_that_changes_the_state_only_writes_no_index()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var store = new SagaStore<TransactionSaga>(database.HotDataSource, TransactionSaga.Table);
        var saga = new TransactionSaga
        {
            CorrelationId = Guid.NewGuid(), Version = 1, CurrentState = TransactionState.Submitted, CreatedAt = At, UpdatedAt = At, TransactionId = "txn", ReceivedAt = At,
        };
        await CommitAsync(store, saga);
        var next = (TransactionSaga)saga.Clone();
        (next.Version, next.CurrentState) = (2, TransactionState.Validated);

        Assert.True(await CommitAsync(store, next));

        await using var command = database.OwnerDataSource.CreateCommand("""
            select count(*) filter (where t_ctid <> ('(0,' || lp || ')')::tid) from (select 1) one
            cross join lateral (select lp, t_ctid, t_infomask2 from heap_page_items(get_raw_page('transactions', 0))) items
            where (t_infomask2 & 16384) <> 0
            """);
        await ParcelService.ExecuteAsync(database.OwnerDataSource, "create extension pageinspect");
        Assert.Equal(1L, await command.ExecuteScalarAsync(Cancellation));
    }

    private static async Task<bool> CommitAsync<TSaga>(SagaStore<TSaga> store, TSaga saga)
        where TSaga : class, ISettlementSaga, new()
    {
        var @event = new SagaEvent("Test", "Initial", saga.UpdatedAt, Guid.NewGuid(), "{}");
        var write = new SagaWrite<TSaga>(saga.CorrelationId, saga, saga.Version - 1, @event);
        await store.CommitAsync([write], Cancellation);
        return write.Won;
    }

    /// <summary>By an insert, and again by an update, which writes the columns that are not fixed.</summary>
    private async Task<TSaga> StoreAndReadAsync<TSaga>(SagaTable<TSaga> table, TSaga saga)
        where TSaga : class, ISettlementSaga, new()
    {
        await using var database = await postgres.CreateDatabaseAsync();
        var store = new SagaStore<TSaga>(database.HotDataSource, table);
        var reader = new SagaReader<TSaga>(store, table);
        Assert.True(await CommitAsync(store, saga));
        Assert.Equivalent(saga, await reader.FindAsync(saga.Key, Cancellation), strict: true);
        saga.Version = 2;
        Assert.True(await CommitAsync(store, saga));
        return (await reader.FindAsync(saga.Key, Cancellation))!;
    }
}
