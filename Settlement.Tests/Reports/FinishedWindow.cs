using System.Text.Json;
using Npgsql;
using Settlement.Domain;
using Settlement.Domain.Batches;
using Settlement.Domain.Ledger;
using Settlement.Engine.Planning;
using Settlement.Engine.Reports;
using Settlement.Optimization;
using Settlement.Tests.Ledger;
using Settlement.Tests.Servers;

namespace Settlement.Tests.Reports;

/// <summary>
/// A window as the stages leave it when it is closed: planned by the real planner, wires confirmed, posted to the ledger; beside its settled
/// payments one that was deferred, one reversed and one rejected.
/// </summary>
internal sealed class FinishedWindow : IAsyncDisposable
{
    public const string Id = "t0-EUR-2026-11-23";

    private static readonly DateTimeOffset Start = new(2026, 11, 23, 16, 0, 0, TimeSpan.Zero);

    private readonly LedgerBook _book;

    private FinishedWindow(LedgerBook book, BatchPlan plan) => (_book, Plan) = (book, plan);

    public BatchPlan Plan { get; }

    public WindowReports Reports => new(_book.Database.DataSource, new WindowReportBuilder(_book.Database.DataSource), TimeProvider.System);

    public TestDatabase Database => _book.Database;

    public static async Task<FinishedWindow> MakeAsync(PostgresServer server, int seed, SettlementMode mode = SettlementMode.Net)
    {
        var book = await LedgerBook.OpenAsync(server);
        var problem = RandomBatches.Problem(seed, mode) with { PlanId = Id };
        var plan = Planner.Plan(problem);
        var window = new FinishedWindow(book, plan);
        await window.StoreAsync(problem);
        return window;
    }

    public Task ExecuteAsync(string sql) => RunAsync(_book.Database.DataSource, sql);

    public Task TamperAsync(string sql) => _book.TamperAsync(sql);

    public ValueTask DisposeAsync() => _book.DisposeAsync();

    private async Task StoreAsync(BatchingProblem problem)
    {
        var plans = new PlanStore(_book.Database.DataSource, TimeProvider.System);
        await plans.StoreAsync(await plans.ReadHeadAsync(null, CancellationToken.None), Id, problem, Plan, CancellationToken.None);
        await ExecuteAsync($"""
            insert into windows values ('{CorrelationIds.Window(Id)}', 5, 'Closed', '{Start:O}', '{Start:O}', '{Id}', 't0', 'EUR', '2026-11-23', '{Start:O}',
                100, 'schedule', 'cut-off', '{Plan.Hash}', {Plan.Batches.Count}, 1, null, true)
            """);
        await EventAsync(CorrelationIds.Window(Id), 1, "OpenWindow", Start.AddHours(-8), "{}");
        await EventAsync(CorrelationIds.Window(Id), 2, "WindowClosing", Start, "{}");
        await EventAsync(CorrelationIds.Window(Id), 3, "WindowPlanned", Start.AddSeconds(2), "{}");
        var ledger = _book.Ledger(new() { AllowOverdraft = true });
        foreach (var batch in Plan.Batches)
        {
            await StoreBatchAsync(batch);
            await ledger.PostAsync(SettlementEntries.For(batch, batch.Wires), CancellationToken.None);
        }

        await StoreUnsettledAsync();
    }

    private async Task StoreBatchAsync(PlannedBatch batch)
    {
        await ExecuteAsync($"""
            insert into batches values ('{CorrelationIds.Batch(batch.BatchId)}', 5, 'Settled', '{Start:O}', '{Start:O}', '{batch.BatchId}', '{Id}', 1,
                '{batch.Hash}', {batch.Payments.Count}, 0, 0, {batch.Wires.Count}, null, null, null, 1, false)
            """);
        await EventAsync(CorrelationIds.Batch(batch.BatchId), 1, "MatchingStarted", Start.AddSeconds(3), "{}");
        await EventAsync(CorrelationIds.Batch(batch.BatchId), 2, "BatchMatched", Start.AddSeconds(4), "{}");
        await EventAsync(CorrelationIds.Batch(batch.BatchId), 3, "ExecutionStarted", Start.AddSeconds(5), "{}");
        foreach (var payment in batch.Payments)
        {
            await TransactionAsync(payment, "Settled", batch.BatchId, "null");
        }

        foreach (var wire in batch.Wires)
        {
            await ExecuteAsync($"""
                insert into wires (wire_id, batch_id, round, phase, debtor, creditor, currency, amount_minor, state, created_at, updated_at, confirmed_at)
                values ('{wire.WireId}', '{batch.BatchId}', 1, {(int)wire.Phase}, '{wire.Debtor}', '{wire.Creditor}', '{wire.Currency}', {wire.AmountMinor},
                    'confirmed', '{Start:O}', '{Start:O}', '{Start.AddSeconds(7):O}')
                """);
        }
    }

    private async Task StoreUnsettledAsync()
    {
        Candidate Payment(string id, long position) => new(id, position, "bank_1", "bank_2", "JPY", 123_456, "JPY", 123_456);
        await TransactionAsync(Payment("t_reversed", 1001), "Reversed", Plan.Batches[0].BatchId, "'account_blocked'");
        await EventAsync(
            CorrelationIds.Transaction("t_reversed"), 5, "TransactionReversed", Start, """{"notice":"=cmd()|'/c calc'!A1, <b>said</b> \"the\" rail"}""");
        await TransactionAsync(Payment("t_rejected", 1002), "Rejected", null, "'unknown_account'");
        await EventAsync(CorrelationIds.Transaction("t_rejected"), 2, "TransactionRejected", Start, """{"reason":"The account is closed."}""");
        await TransactionAsync(Payment("t_deferred", 1003), "Settled", "batch_of_a_later_window", "null");
        await EventAsync(CorrelationIds.Transaction("t_deferred"), 3, "TransactionDeferred", Start, JsonSerializer.Serialize(new
        {
            from_window_id = Id,
            next_window_id = "t0-EUR-2026-11-24",
            deferral = new { reason = "insufficient_balance", participant = "bank_1", currency = "JPY", limit_minor = 1000, release_minor = 122456 },
        }));
    }

    private Task TransactionAsync(Candidate payment, string state, string? batchId, string reasonCode) => ExecuteAsync($"""
        insert into transactions (id, version, state, created_at, updated_at, transaction_id, position, received_at, kind, source_participant, counterparty_id,
            source_account, destination_account, source_currency, destination_currency, amount_minor, window_id, destination_minor, batch_id, reason_code,
            deferrals, is_open)
        values ('{CorrelationIds.Transaction(payment.TransactionId)}', 5, '{state}', '{Start:O}', '{Start:O}', '{payment.TransactionId}', {payment.Position},
            '{Start:O}', 't0', '{payment.Debtor}', '{payment.Creditor}', 'a', 'b', '{payment.SourceCurrency}', '{payment.DestinationCurrency}',
            {payment.SourceMinor}, '{Id}', {payment.DestinationMinor}, {(batchId is null ? "null" : $"'{batchId}'")}, {reasonCode}, 0, false)
        """);

    private async Task EventAsync(Guid saga, int version, string name, DateTimeOffset at, string payload)
    {
        await using var command = _book.Database.DataSource.CreateCommand("""
            insert into saga_events (machine, saga_id, key, version, event, from_state, to_state, at, message_id, payload)
            values ('any', $1, 'any', $2, $3, '', '', $4, $1, $5)
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = saga });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = version });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = at });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = payload });
        await command.ExecuteNonQueryAsync();
    }

    private static async Task RunAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
