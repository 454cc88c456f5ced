using System.Data;
using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Domain.Batches;

namespace Settlement.Engine.Risk.Stress;

/// <summary>Reads exposures and unsettled payments as one state of the database and runs scenarios on them. One test at a time: each nets thousands of payments.</summary>
public sealed class StressTest(NpgsqlDataSource source, RiskReader reader, IOptions<RiskOptions> options) : IDisposable
{
    private const string PaymentsSql = """
        select transaction_id, position, source_participant, counterparty_id, source_currency, amount_minor, destination_currency, deferrals,
               state in ('Batched', 'Matched') as in_batch
        from transactions t
        where is_open and state in ('Validated', 'Deferred', 'Batched', 'Matched')
            and (state not in ('Batched', 'Matched') or not exists (select from ledger_entries e where e.key = 'payment:' || t.transaction_id))
        order by position limit $1
        """;

    private readonly SemaphoreSlim turn = new(1);

    /// <summary>All on the same state; without those that ask for the largest of nothing.</summary>
    public async Task<(ExposureBook Book, IReadOnlyList<StressResult> Results)> RunAsync(
        IReadOnlyList<StressScenario> scenarios, CancellationToken cancellationToken)
    {
        await turn.WaitAsync(cancellationToken);
        try
        {
            var (book, payments) = await ReadAsync(cancellationToken);
            var open = book.Snapshot.Flows.Where(flow => flow.Stage != FlowStage.Accepted).Sum(flow => flow.Payments);
            var stress = new StressCase(book, payments, Math.Max(0, open - payments.Count), options.Value.ReportingCurrency);
            return (book, [.. scenarios.Select(stress.Run).OfType<StressResult>()]);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => turn.Dispose();

    private async Task<(ExposureBook Book, IReadOnlyList<StressPayment> Payments)> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var book = ExposureBook.Of(await reader.ReadAsync(transaction, cancellationToken));
        await using var command = new NpgsqlCommand(PaymentsSql, connection, transaction);
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = options.Value.MaxStressPayments });
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        var payments = new List<StressPayment>();
        while (await rows.ReadAsync(cancellationToken))
        {
            payments.Add(new StressPayment(
                new Candidate(
                    rows.GetString(0), rows.GetInt64(1), rows.GetString(2), rows.GetString(3), rows.GetString(4), rows.GetInt64(5), rows.GetString(6), 0,
                    Deferrals: rows.GetInt32(7)),
                rows.GetBoolean(8)));
        }

        return (book, payments);
    }
}
