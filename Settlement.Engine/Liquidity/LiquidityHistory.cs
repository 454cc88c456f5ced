using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Calendars;
using Settlement.Forecasting;
using Settlement.Forecasting.Flows;

namespace Settlement.Engine.Liquidity;

/// <summary>
/// What wires moved on past days, by participant and currency: rolled forward from the ledger in pieces, each entry once, and read as days with their
/// hours.
/// </summary>
public sealed class LiquidityHistory(NpgsqlDataSource source)
{
    /// <summary>Journal entries of one piece: some seconds of work and memory on a small machine.</summary>
    private const long PieceEntries = 200_000;

    /// <summary>Sums everything that the ledger has posted since the last time. Several may call: one rolls, the others wait and find nothing left.</summary>
    public async Task RollForwardAsync(CancellationToken cancellationToken)
    {
        while (await RollPieceAsync(cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>
    /// The business days of a currency's place up to and including <paramref name="lastDay"/>: zero where nothing moved, left out where the ledger was
    /// not in use that day, because nothing is known of it.
    /// </summary>
    /// <param name="participant">Null: all participants together; the need is then the sum of what each needs, since nobody uses another's funds.</param>
    /// <returns>From the first day with any movement of the series; empty where there is none.</returns>
    public async Task<IReadOnlyList<FlowDay>> ReadAsync(
        string currency, string? participant, DateOnly firstDay, DateOnly lastDay, CancellationToken cancellationToken)
    {
        var moved = await MovedAsync(currency, participant, firstDay, lastDay, cancellationToken);
        if (moved.Count == 0)
        {
            return [];
        }

        var inUse = await InUseAsync(currency, moved.Keys.Min(), lastDay, cancellationToken);
        var grid = DayGrid.BusinessDays(currency);
        foreach (var day in inUse.Where(day => grid.Has(day)))
        {
            moved.TryAdd(day, new FlowDay(day, 0, 0, 0, []));
        }

        return [.. moved.Values.OrderBy(day => day.Date)];
    }

    /// <summary>Series that moved since a day.</summary>
    public async Task<IReadOnlyList<(string Currency, string Participant)>> SeriesSinceAsync(DateOnly day, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(LiquiditySql.Series);
        command.Parameters.Add(Date(day));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var series = new List<(string, string)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            series.Add((reader.GetString(0), reader.GetString(1)));
        }

        return series;
    }

    private async Task<bool> RollPieceAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var (from, head) = await LockAsync(transaction, cancellationToken);
        if (from >= head)
        {
            return false;
        }

        var to = Math.Min(head, from + PieceEntries);
        var currencies = await CurrenciesAsync(transaction, cancellationToken);
        var zones = currencies.ConvertAll(currency => CutOff.Of(currency).Zone);
        foreach (var sql in new[] { LiquiditySql.Roll, LiquiditySql.RollDays })
        {
            await using var roll = new NpgsqlCommand(sql, connection, transaction);
            roll.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
            roll.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
            roll.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. currencies] });
            roll.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. zones] });
            await roll.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var advance = new NpgsqlCommand(LiquiditySql.Advance, connection, transaction);
        advance.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        await advance.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return to < head;
    }

    private static async Task<(long From, long Head)> LockAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LiquiditySql.Lock, transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    private static async Task<List<string>> CurrenciesAsync(NpgsqlTransaction transaction, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(LiquiditySql.Currencies, transaction.Connection, transaction);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var currencies = new List<string>();
        while (await reader.ReadAsync(cancellationToken))
        {
            currencies.Add(reader.GetString(0));
        }

        return currencies;
    }

    private async Task<Dictionary<DateOnly, FlowDay>> MovedAsync(
        string currency, string? participant, DateOnly firstDay, DateOnly lastDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(LiquiditySql.Hours);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)participant ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        command.Parameters.Add(Date(firstDay));
        command.Parameters.Add(Date(lastDay));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<RolledHour>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new RolledHour(
                reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt16(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetInt64(5)));
        }

        return rows.GroupBy(row => row.Day).ToDictionary(day => day.Key, day => RolledHour.SumOf(day.Key, [.. day]));
    }

    private async Task<List<DateOnly>> InUseAsync(string currency, DateOnly firstDay, DateOnly lastDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(LiquiditySql.Days);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(Date(firstDay));
        command.Parameters.Add(Date(lastDay));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var days = new List<DateOnly>();
        while (await reader.ReadAsync(cancellationToken))
        {
            days.Add(reader.GetFieldValue<DateOnly>(0));
        }

        return days;
    }

    private static NpgsqlParameter<DateOnly> Date(DateOnly day) => new() { TypedValue = day };
}
