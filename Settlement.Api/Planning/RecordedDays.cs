using System.Globalization;
using Npgsql;
using Settlement.Domain.Batches;
using Settlement.Domain.Windows;
using Settlement.Engine.Reference;
using Settlement.Optimization.Frontier;

namespace Settlement.Api.Planning;

/// <summary>Reads the payments of a currency's value date as they arrived: those of its windows, and RTGS ones of the ten hours before its
/// cut-off. What came earlier waits from the day's first minute. Cross-currency payments are valued at today's rates.</summary>
internal sealed class RecordedDays(NpgsqlDataSource source, IReferenceData reference)
{
    /// <summary>More are not replayed: some thirty-five plans of so many payments take a minute.</summary>
    public const int MaxPayments = 20_000;

    // Final payments have no index by window: they are found by their batch, open ones by the small index of the open.
    private const string Sql = """
        with day as (
            select t.* from batches b join transactions t on t.batch_id = b.batch_id where b.window_id = any($1)
            union
            select t.* from transactions t where t.is_open and t.window_id = any($1)
            union
            select t.* from batches b join transactions t on t.batch_id = b.batch_id
            where b.window_id = 'rtgs' and b.created_at between $2 and $3 and t.source_currency = $4
            union
            select t.* from transactions t
            where t.is_open and t.window_id = 'rtgs' and t.received_at between $2 and $3 and t.source_currency = $4)
        select transaction_id, position, received_at, source_participant, counterparty_id, source_currency, amount_minor, destination_currency, deferrals
        from day order by position limit $5
        """;

    /// <returns>At most one payment more than <see cref="MaxPayments"/>; none where nothing was recorded.</returns>
    public async Task<PaymentDay> ReadAsync(DateOnly valueDate, string currency, CancellationToken cancellationToken)
    {
        var end = WindowSchedule.CutOff(currency, valueDate);
        var start = end.AddMinutes(-WorkloadDay.Minutes);
        string[] windows = [.. Enum.GetValues<WindowKind>().Where(kind => kind != WindowKind.Rtgs).Select(kind => new WindowId(kind, currency, valueDate).ToString())];
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = windows });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = start });
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = end });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = MaxPayments + 1 });
        var rates = reference.Current.Rates;
        var payments = new List<DayPayment>();
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            var (from, to, minor) = (reader.GetString(5), reader.GetString(7), reader.GetInt64(6));
            if (rates.Convert(minor, from, to) is not ({ } received and > 0))
            {
                // Without a rate it settles under no policy.
                continue;
            }

            var minute = (int)(reader.GetFieldValue<DateTimeOffset>(2) - start).TotalMinutes;
            payments.Add(new DayPayment(
                new Candidate(
                    reader.GetString(0), reader.GetInt64(1), reader.GetString(3), reader.GetString(4), from, minor, to, received, Deferrals: reader.GetInt32(8)),
                Math.Clamp(minute, 0, WorkloadDay.Minutes - 1)));
        }

        return new PaymentDay(
            string.Create(CultureInfo.InvariantCulture, $"{currency}-{valueDate:yyyy-MM-dd}"), payments, WorkloadDay.Minutes, rates, CostModel.Default);
    }
}
