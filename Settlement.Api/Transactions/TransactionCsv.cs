using System.Globalization;
using Settlement.Api.Reports;
using Settlement.Domain.Transactions;

namespace Settlement.Api.Transactions;

/// <summary>A list of transactions as CSV, written while it is read. Where there are more than <paramref name="limit"/> a last line says so.</summary>
internal sealed class TransactionCsv(IAsyncEnumerable<TransactionSummary> rows, int limit) : IResult
{
    /// <summary>Rows that are handed to the connection at once.</summary>
    private const int RowsPerWrite = 250;

    private static readonly string[] Head =
    [
        "transaction_id", "status", "amount", "source_currency", "destination_currency", "source_participant", "counterparty_id", "settlement_window",
        "window_id", "batch_id", "reason_code", "position", "received_at", "updated_at",
    ];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/csv; charset=utf-8; header=present";
        response.Headers.ContentDisposition = "attachment; filename=\"transactions.csv\"";
        var text = new CsvText().Line(Head);
        var written = 0;
        await foreach (var row in rows.WithCancellation(httpContext.RequestAborted))
        {
            if (written == limit)
            {
                text.Line(string.Create(CultureInfo.InvariantCulture, $"# stopped at {limit} rows and there are more: narrow the filter"));
                break;
            }

            text.Line(
                row.TransactionId, row.Status, row.Amount, row.SourceCurrency, row.DestinationCurrency, row.SourceParticipant, row.CounterpartyId,
                row.SettlementWindow, row.WindowId, row.BatchId ?? "", row.ReasonCode ?? "", row.Position.ToString(CultureInfo.InvariantCulture),
                Time(row.ReceivedAt), Time(row.UpdatedAt));
            if (++written % RowsPerWrite == 0)
            {
                await response.WriteAsync(text.ToString(), httpContext.RequestAborted);
                text = new CsvText();
            }
        }

        await response.WriteAsync(text.ToString(), httpContext.RequestAborted);
    }

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF'Z'", CultureInfo.InvariantCulture);
}
