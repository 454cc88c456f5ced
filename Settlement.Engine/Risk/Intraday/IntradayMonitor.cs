using System.Data;
using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Calendars;
using Settlement.Domain.Liquidity;
using Settlement.Engine.Liquidity;

namespace Settlement.Engine.Risk.Intraday;

/// <summary>Computes the intraday liquidity measures of a day from the journal and the windows, in one state of the database.</summary>
public sealed class IntradayMonitor(NpgsqlDataSource source)
{
    private const int LargestCustomers = 5;

    /// <param name="participant">Null: every one that has a balance, in order of id.</param>
    public async Task<IReadOnlyList<IntradayMeasures>> ReadAsync(string currency, string? participant, DateOnly day, CancellationToken cancellationToken)
    {
        var cutOff = CutOff.Of(currency);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var (first, last) = await IntradayLiquidity.SpanAsync(transaction, day, cutOff.Zone, cancellationToken);
        var (starts, ends) = (LocalHours.Of(cutOff, day, 0), LocalHours.Of(cutOff, day.AddDays(1), 0));

        var openings = await RowsAsync(IntradaySql.Openings, row => (Participant: row.GetString(0), Minor: row.GetInt64(1)), Position(first));
        var usage = (await RowsAsync(
            IntradaySql.Usage,
            row => (Participant: row.GetString(0), Usage: new MaximumUsage(row.GetInt64(1), Instant(row, 2), row.GetInt64(3), Instant(row, 4)), Out: row.GetInt64(5), In: row.GetInt64(6)),
            Position(first), Position(last))).ToDictionary(row => row.Participant, StringComparer.Ordinal);
        var hours = (await RowsAsync(
            IntradaySql.Payments,
            row => new PaymentHour(row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
            Position(first), Position(last), new NpgsqlParameter<string> { TypedValue = cutOff.Zone })).ToLookup(row => row.Participant, StringComparer.Ordinal);
        var obligations = (await RowsAsync(
            IntradaySql.Obligations, row => (Participant: row.GetString(0), What: row.GetString(1), Minor: row.GetInt64(2), Count: row.GetInt64(3)),
            At(starts), At(ends))).ToDictionary(row => (row.Participant, row.What), row => (row.Minor, row.Count));
        var customers = (await RowsAsync(
            IntradaySql.Correspondents, row => (Participant: row.GetString(0), Customer: new CustomerValue(row.GetString(1), row.GetInt64(2), row.GetInt64(3))),
            Position(first), Position(last))).ToLookup(row => row.Participant, row => row.Customer, StringComparer.Ordinal);

        return
        [
            .. openings.OrderBy(row => row.Participant, StringComparer.Ordinal).Select(row =>
            {
                var moved = usage.GetValueOrDefault(row.Participant, (row.Participant, Usage: new MaximumUsage(0, null, 0, null), Out: 0, In: 0));
                PaymentHour[] own = [.. hours[row.Participant]];
                CustomerValue[] onBehalf = [.. customers[row.Participant]];
                return new IntradayMeasures(
                    row.Participant, currency, day, moved.Usage, row.Minor,
                    new PaymentTotals(
                        own.Sum(hour => hour.SentMinor), own.Sum(hour => hour.ReceivedMinor), own.Sum(hour => hour.Sent), own.Sum(hour => hour.Received), moved.Out, moved.In),
                    Timed(row.Participant),
                    new CorrespondentPayments(onBehalf.Sum(one => one.ValueMinor), onBehalf.Sum(one => one.Payments), [.. onBehalf.Take(LargestCustomers)]),
                    CreditLines.None, PaymentHour.Throughput(own));
            }),
        ];

        TimedObligations Timed(string of)
        {
            var (settled, missed, due) = (
                obligations.GetValueOrDefault((of, "settled")), obligations.GetValueOrDefault((of, "missed")), obligations.GetValueOrDefault((of, "due")));
            return new TimedObligations(settled.Minor, settled.Count, missed.Minor, missed.Count, due.Minor, due.Count);
        }

        async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, params NpgsqlParameter[] more)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)participant ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
            command.Parameters.AddRange(more);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            var rows = new List<T>();
            while (await reader.ReadAsync(cancellationToken))
            {
                rows.Add(read(reader));
            }

            return rows;
        }
    }

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlParameter<long> Position(long position) => new() { TypedValue = position };

    private static NpgsqlParameter<DateTimeOffset> At(DateTimeOffset at) => new() { TypedValue = at };
}
