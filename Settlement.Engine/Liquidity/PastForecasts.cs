using Npgsql;

namespace Settlement.Engine.Liquidity;

/// <summary>Reads what had been forecast for days that are over.</summary>
public sealed class PastForecasts(NpgsqlDataSource source)
{
    /// <summary>Of several forecasts of one day the last, which knew most.</summary>
    private const string Sql = """
        select distinct on (measure, day) measure, day, lead, amount_minor, low_minor, high_minor from forecast_points
        where currency = $1 and participant = $2 and day between $3 and $4 order by measure, day, origin desc
        """;

    /// <param name="participant">Null: all participants together.</param>
    public async Task<ILookup<DateOnly, PastForecastPoint>> ReadAsync(
        string currency, string? participant, DateOnly firstDay, DateOnly lastDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(Sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = participant ?? "" });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = firstDay });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = lastDay });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var points = new List<PastForecastPoint>();
        while (await reader.ReadAsync(cancellationToken))
        {
            points.Add(new PastForecastPoint(
                reader.GetString(0), reader.GetFieldValue<DateOnly>(1), reader.GetInt32(2), reader.GetInt64(3), reader.IsDBNull(4) ? null : reader.GetInt64(4),
                reader.IsDBNull(5) ? null : reader.GetInt64(5)));
        }

        return points.ToLookup(point => point.Day);
    }
}
