using System.Text;
using Microsoft.AspNetCore.Http;
using Settlement.Api.Transactions;
using Settlement.Domain.Transactions;
using Xunit;

namespace Settlement.Tests.Reports;

/// <summary>A list as CSV does not end silently.</summary>
public sealed class TransactionCsvTests
{
    [Theory]
    [InlineData(3, false)]
    [InlineData(4, true)]
    public async Task Where_there_are_more_rows_than_one_answer_holds_a_last_line_says_so(int rows, bool says)
    {
        var http = new DefaultHttpContext();
        using var body = new MemoryStream();
        http.Response.Body = body;

        await new TransactionCsv(RowsAsync(rows), limit: 3).ExecuteAsync(http);

        var lines = Encoding.UTF8.GetString(body.ToArray()).Split("\r\n");
        Assert.Equal(["t1", "t2", "t3"], lines[1..4].Select(line => line.Split(',')[0]));
        Assert.Equal(says ? ["# stopped at 3 rows and there are more: narrow the filter", ""] : [""], lines[4..]);
    }

    private static async IAsyncEnumerable<TransactionSummary> RowsAsync(int count)
    {
        await Task.Yield();
        for (var i = 1; i <= count; i++)
        {
            yield return new TransactionSummary(
                $"t{i}", "settled", "1.00", "EUR", "EUR", "a", "b", "payment", "rtgs", null, null, i, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        }
    }
}
