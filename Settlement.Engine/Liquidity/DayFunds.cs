using Npgsql;
using NpgsqlTypes;
using Settlement.Domain.Calendars;
using Settlement.Forecasting;

namespace Settlement.Engine.Liquidity;

/// <summary>
/// What a day's need is to be met from: the settlement balance with which the day began at the currency's place, with what was paid in from outside since.
/// A need is measured from the day's start over the wires that are posted on it, so the balance now is taken back by the same wires: those posted since,
/// whatever the value date of their window. By value date only net debit caps count.
/// </summary>
public sealed class DayFunds(NpgsqlDataSource source, TimeProvider time)
{
    /// <summary>As of one moment of the database.</summary>
    /// <param name="currencies">Their participants alone.</param>
    /// <param name="participant">Null: all.</param>
    /// <returns>Minor units, by participant and currency; who never had a balance is not in it.</returns>
    public async Task<IReadOnlyDictionary<(string Participant, string Currency), long>> ReadAsync(
        IEnumerable<string> currencies, string? participant, CancellationToken cancellationToken)
    {
        string[] asked = [.. currencies.Distinct(StringComparer.Ordinal)];
        var funds = new Dictionary<(string, string), long>();
        if (asked.Length == 0)
        {
            return funds;
        }

        var now = time.GetUtcNow();
        await using var command = source.CreateCommand(LiquiditySql.DayFunds);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = asked });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. asked.Select(currency => CutOff.Of(currency).Zone)] });
        command.Parameters.Add(new NpgsqlParameter<DateOnly[]> { TypedValue = [.. asked.Select(currency => FirstDate(currency, now))] });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)participant ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            funds[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
        }

        return funds;
    }

    /// <summary>Of the day that is now, or comes next: what moves on a closed day counts on the day after it, in forecasts and therefore here.</summary>
    private static DateOnly FirstDate(string currency, DateTimeOffset now) => DayGrid.BusinessDays(currency).FirstDateOf(CutOff.Of(currency).DateAt(now));
}
