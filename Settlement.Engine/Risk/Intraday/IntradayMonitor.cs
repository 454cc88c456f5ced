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
    public async Task<IReadOnlyList<IntradayMeasures>> ReadAsync(string currency, string? participant, DateOnly day, CancellationToken cancellationToken) =>
        (await ReadAsync(currency, participant, [day], cancellationToken))[0];

    /// <summary>Several days, all in the same state of the database. What was posted since is summed once, for the first day's opening; each next one follows from it.</summary>
    /// <param name="days">In ascending order.</param>
    public async Task<IReadOnlyList<IReadOnlyList<IntradayMeasures>>> ReadAsync(
        string currency, string? participant, IReadOnlyList<DateOnly> days, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(days);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancellationToken);
        var query = new Query(transaction, currency, participant);
        var openings = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var found = new List<IReadOnlyList<IntradayMeasures>>();
        var reached = 0L;
        foreach (var day in days)
        {
            var span = await IntradayLiquidity.SpanAsync(transaction, day, CutOff.Of(currency).Zone, cancellationToken);
            var changes = found.Count == 0
                ? await query.RowsAsync(IntradaySql.Openings, Change, cancellationToken, Position(span.First))
                : await query.RowsAsync(IntradaySql.Moves, Change, cancellationToken, Position(reached), Position(span.First));
            foreach (var (of, minor) in changes)
            {
                openings[of] = checked(openings.GetValueOrDefault(of) + minor);
            }

            reached = span.First;
            found.Add(await MeasureAsync(query, day, span, openings, cancellationToken));
        }

        return found;

        static (string Participant, long Minor) Change(NpgsqlDataReader row) => (row.GetString(0), row.GetInt64(1));
    }

    private static async Task<IReadOnlyList<IntradayMeasures>> MeasureAsync(
        Query query, DateOnly day, (long First, long Last) span, SortedDictionary<string, long> openings, CancellationToken cancellationToken)
    {
        var (first, last) = span;
        var cutOff = CutOff.Of(query.Currency);
        var (starts, ends) = (LocalHours.Of(cutOff, day, 0), LocalHours.Of(cutOff, day.AddDays(1), 0));

        var usage = (await query.RowsAsync(
            IntradaySql.Usage,
            row => (Participant: row.GetString(0), Usage: new MaximumUsage(row.GetInt64(1), Instant(row, 2), row.GetInt64(3), Instant(row, 4)), Out: row.GetInt64(5), In: row.GetInt64(6)),
            cancellationToken, Position(first), Position(last))).ToDictionary(row => row.Participant, StringComparer.Ordinal);
        var hours = (await query.RowsAsync(
            IntradaySql.Payments,
            row => new PaymentHour(row.GetString(0), row.GetInt32(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5)),
            cancellationToken, Position(first), Position(last), new NpgsqlParameter<string> { TypedValue = cutOff.Zone })).ToLookup(row => row.Participant, StringComparer.Ordinal);
        var obligations = (await query.RowsAsync(
            IntradaySql.Obligations, row => (Participant: row.GetString(0), What: row.GetString(1), Minor: row.GetInt64(2), Count: row.GetInt64(3)),
            cancellationToken, At(starts), At(ends))).ToDictionary(row => (row.Participant, row.What), row => (row.Minor, row.Count));
        var customers = (await query.RowsAsync(
            IntradaySql.Correspondents, row => (Participant: row.GetString(0), Customer: new CustomerValue(row.GetString(1), row.GetInt64(2), row.GetInt64(3))),
            cancellationToken, Position(first), Position(last))).ToLookup(row => row.Participant, row => row.Customer, StringComparer.Ordinal);

        return
        [
            .. openings.Select(opening =>
            {
                var (of, openingMinor) = opening;
                var moved = usage.GetValueOrDefault(of, (of, Usage: new MaximumUsage(0, null, 0, null), Out: 0, In: 0));
                PaymentHour[] own = [.. hours[of]];
                CustomerValue[] onBehalf = [.. customers[of]];
                return new IntradayMeasures(
                    of, query.Currency, day, moved.Usage, openingMinor,
                    new PaymentTotals(
                        own.Sum(hour => hour.SentMinor), own.Sum(hour => hour.ReceivedMinor), own.Sum(hour => hour.Sent), own.Sum(hour => hour.Received), moved.Out, moved.In),
                    Timed(of),
                    new CorrespondentPayments(onBehalf.Sum(one => one.ValueMinor), onBehalf.Sum(one => one.Payments), [.. onBehalf.Take(LargestCustomers)]),
                    CreditLines.None, PaymentHour.Throughput(own));
            }),
        ];

        TimedObligations Timed(string payer)
        {
            var (settled, missed, due) = (
                obligations.GetValueOrDefault((payer, "settled")), obligations.GetValueOrDefault((payer, "missed")), obligations.GetValueOrDefault((payer, "due")));
            return new TimedObligations(settled.Minor, settled.Count, missed.Minor, missed.Count, due.Minor, due.Count);
        }
    }

    private static DateTimeOffset? Instant(NpgsqlDataReader row, int column) => row.IsDBNull(column) ? null : row.GetFieldValue<DateTimeOffset>(column);

    private static NpgsqlParameter<long> Position(long position) => new() { TypedValue = position };

    private static NpgsqlParameter<DateTimeOffset> At(DateTimeOffset at) => new() { TypedValue = at };

    /// <summary>The statements' common parameters, in one transaction.</summary>
    private sealed record Query(NpgsqlTransaction Transaction, string Currency, string? Participant)
    {
        public async Task<List<T>> RowsAsync<T>(string sql, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken, params NpgsqlParameter[] more)
        {
            await using var command = new NpgsqlCommand(sql, Transaction.Connection, Transaction);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Currency });
            command.Parameters.Add(new NpgsqlParameter { Value = (object?)Participant ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
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
}
