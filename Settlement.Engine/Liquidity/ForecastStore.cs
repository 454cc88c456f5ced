using System.Text.Json;
using System.Text.Json.Serialization;
using Npgsql;
using NpgsqlTypes;
using Settlement.Forecasting;
using Settlement.Forecasting.Flows;

namespace Settlement.Engine.Liquidity;

/// <summary>
/// Keeps forecasts, append-only: of two that are made of one series at one origin, the first one stands, since a later one could know what came.
/// </summary>
public sealed class ForecastStore(NpgsqlDataSource source)
{
    private const string Inflow = "inflow";
    private const string Outflow = "outflow";
    private const string Net = "net";
    private const string Need = "need";

    private const string SaveSql = """
        insert into forecasts (currency, participant, measure, origin, made_at, method, forecast)
        select $1, $2, measure, $3, $4, method, forecast::jsonb from unnest($5::text[], $6::text[], $7::text[]) as f(measure, method, forecast)
        on conflict do nothing
        """;

    private const string SavePointsSql = """
        insert into forecast_points (currency, participant, measure, origin, day, lead, amount_minor, low_minor, high_minor)
        select $1, $2, measure, $3, day, lead, amount, low, high
        from unnest($4::text[], $5::date[], $6::int[], $7::bigint[], $8::bigint[], $9::bigint[]) as p(measure, day, lead, amount, low, high)
        on conflict do nothing
        """;

    private const string LatestSql = """
        select participant, measure, origin, made_at, forecast::text from forecasts f
        where currency = $1 and ($2::text is null or participant = $2)
            and origin = (select max(origin) from forecasts l where l.currency = f.currency and l.participant = f.participant and l.measure = f.measure)
        order by participant
        """;

    private const string NeedsSql = """
        select distinct on (currency, participant) currency, participant, forecast::text from forecasts
        where measure = 'need' and participant <> '' and origin >= $1 order by currency, participant, origin desc
        """;

    /// <summary>
    /// A day without any movement of the series counts as zero where the ledger was in use on it. $4 and $5: closed days and the day on which each counts, as it did
    /// when the forecasts were made.
    /// </summary>
    private const string AccuracySql = """
        with hours as (
            select h.day, h.participant, h.hour, h.inflow_minor, h.outflow_minor, h.trough_minor,
                   coalesce(sum(h.inflow_minor - h.outflow_minor) over (
                       partition by h.participant, h.day order by h.hour rows between unbounded preceding and 1 preceding), 0) as before
            from liquidity_hours h where h.currency = $1 and ($2 = '' or h.participant = $2)),
        needs as (
            select day, participant, sum(inflow_minor) as inflow, sum(outflow_minor) as outflow, greatest(0, max(-(before + trough_minor))) as need
            from hours group by day, participant),
        actual as (
            select coalesce(c.counts_on, n.day) as day, sum(inflow) as inflow, sum(outflow) as outflow, sum(need) as need
            from needs n left join unnest($4::date[], $5::date[]) as c(closed, counts_on) on c.closed = n.day group by 1),
        judged as (
            select p.measure, p.lead, p.amount_minor, p.low_minor, p.high_minor,
                   coalesce(case p.measure when 'inflow' then a.inflow when 'outflow' then a.outflow when 'need' then a.need else a.inflow - a.outflow end, 0) as came
            from forecast_points p join liquidity_days d on d.currency = p.currency and d.day = p.day left join actual a on a.day = p.day
            where p.currency = $1 and p.participant = $2 and p.day <= $3)
        select measure, lead, count(*), avg(abs(amount_minor - came))::float8, (sum(abs(amount_minor - came)) / nullif(sum(abs(came)), 0))::float8,
               (count(*) filter (where came between low_minor and high_minor)::float8 / nullif(count(low_minor), 0))::float8, count(low_minor)
        from judged group by grouping sets ((measure, lead), (measure)) order by measure, lead
        """;

    // A skill against a naive forecast that was never wrong is no finite number.
    private static readonly JsonSerializerOptions Json = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter() },
    };

    public async Task SaveAsync(StoredForecast stored, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(stored);
        var measures = Measures(stored.Flows).ToList();
        var points = measures.SelectMany(measure => measure.Forecast.Points.Select((point, i) => (measure.Name, Lead: i + 1, Point: point))).ToList();
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var batch = new NpgsqlBatch(connection, transaction);
        var save = Add(batch, SaveSql, stored);
        save.Parameters.Add(new NpgsqlParameter<DateTimeOffset> { TypedValue = stored.MadeAt });
        save.Parameters.Add(Array(measures.ConvertAll(measure => measure.Name)));
        save.Parameters.Add(Array(measures.ConvertAll(measure => measure.Forecast.Method)));
        save.Parameters.Add(Array(measures.ConvertAll(measure => JsonSerializer.Serialize(measure.Forecast, Json))));
        var savePoints = Add(batch, SavePointsSql, stored);
        savePoints.Parameters.Add(Array(points.ConvertAll(point => point.Name)));
        savePoints.Parameters.Add(Array(points.ConvertAll(point => point.Point.Date)));
        savePoints.Parameters.Add(Array(points.ConvertAll(point => point.Lead)));
        savePoints.Parameters.Add(Array(points.ConvertAll(point => point.Point.AmountMinor)));
        savePoints.Parameters.Add(Array(points.ConvertAll(point => point.Point.Interval(80)?.LowMinor)));
        savePoints.Parameters.Add(Array(points.ConvertAll(point => point.Point.Interval(80)?.HighMinor)));
        await batch.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>The latest forecast of the whole community, or of one participant; null where none is kept.</summary>
    public async Task<StoredForecast?> FindAsync(string currency, string? participant, CancellationToken cancellationToken) =>
        (await ReadAsync(currency, participant ?? "", cancellationToken)).FirstOrDefault();

    /// <summary>The latest forecasts of every participant of a currency, by participant; not that of the community.</summary>
    public async Task<IReadOnlyList<StoredForecast>> OfParticipantsAsync(string currency, CancellationToken cancellationToken) =>
        [.. (await ReadAsync(currency, null, cancellationToken)).Where(stored => stored.Participant is not null)];

    /// <summary>What every participant will need, of forecasts whose origin is a day or later.</summary>
    public async Task<IReadOnlyList<NeedForecast>> NeedsAsync(DateOnly since, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(NeedsSql);
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = since });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var needs = new List<NeedForecast>();
        while (await reader.ReadAsync(cancellationToken))
        {
            needs.Add(new NeedForecast(reader.GetString(0), reader.GetString(1), Read(reader.GetString(2))));
        }

        return needs;
    }

    /// <param name="lastDay">The last day that is over. What moved on closed days is known of the ten years before it.</param>
    /// <returns>Of each measure by lead, and over all leads; empty where no kept forecast can be judged yet.</returns>
    public async Task<IReadOnlyList<ForecastAccuracy>> AccuracyAsync(
        string currency, string? participant, DateOnly lastDay, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(AccuracySql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = participant ?? "" });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = lastDay });
        var grid = DayGrid.BusinessDays(currency);
        var closed = Enumerable.Range(0, SeriesHistory.MaximumDays).Select(ago => lastDay.AddDays(-ago)).Where(day => !grid.Has(day)).ToList();
        command.Parameters.Add(Array(closed));
        command.Parameters.Add(Array(closed.ConvertAll(grid.OnOrAfter)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<ForecastAccuracy>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(new ForecastAccuracy(
                reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetInt32(1), reader.GetInt64(2), reader.GetDouble(3), reader.IsDBNull(4) ? null : reader.GetDouble(4),
                reader.IsDBNull(5) ? null : reader.GetDouble(5), reader.GetInt64(6)));
        }

        return rows;
    }

    private async Task<IReadOnlyList<StoredForecast>> ReadAsync(string currency, string? participant, CancellationToken cancellationToken)
    {
        await using var command = source.CreateCommand(LatestSql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = currency });
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)participant ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<(string Participant, string Measure, DateOnly Origin, DateTimeOffset MadeAt, Forecast Forecast)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add((
                reader.GetString(0), reader.GetString(1), reader.GetFieldValue<DateOnly>(2), reader.GetFieldValue<DateTimeOffset>(3),
                Read(reader.GetString(4))));
        }

        var forecasts = new List<StoredForecast>();
        foreach (var series in rows.GroupBy(row => row.Participant, StringComparer.Ordinal))
        {
            var byMeasure = series.ToDictionary(row => row.Measure, row => row.Forecast, StringComparer.Ordinal);
            var first = series.First();
            forecasts.Add(new StoredForecast(
                currency, first.Participant.Length == 0 ? null : first.Participant, first.Origin, first.MadeAt,
                new FlowForecast(byMeasure[Inflow], byMeasure[Outflow], byMeasure[Net], byMeasure.GetValueOrDefault(Need))));
        }

        return forecasts;
    }

    private static Forecast Read(string json) => JsonSerializer.Deserialize<Forecast>(json, Json) ?? throw new JsonException("a forecast is null");

    private static IEnumerable<(string Name, Forecast Forecast)> Measures(FlowForecast flows)
    {
        yield return (Inflow, flows.Inflow);
        yield return (Outflow, flows.Outflow);
        yield return (Net, flows.Net);
        if (flows.Need is { } need)
        {
            yield return (Need, need);
        }
    }

    private static NpgsqlBatchCommand Add(NpgsqlBatch batch, string sql, StoredForecast stored)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stored.Currency });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = stored.Participant ?? "" });
        command.Parameters.Add(new NpgsqlParameter<DateOnly> { TypedValue = stored.Origin });
        batch.BatchCommands.Add(command);
        return command;
    }

    private static NpgsqlParameter<T[]> Array<T>(List<T> values) => new() { TypedValue = [.. values] };
}
