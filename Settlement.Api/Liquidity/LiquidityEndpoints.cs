using Settlement.Api.Access;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Calendars;
using Settlement.Domain.Liquidity;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Reference;
using Settlement.Forecasting;
using Settlement.Forecasting.Flows;
using Settlement.Forecasting.Intraday;
using static Settlement.Api.Liquidity.ForecastViews;

namespace Settlement.Api.Liquidity;

/// <summary>Liquidity: what the coming days will need, what today has needed so far, and how well forecasts did.</summary>
public static class LiquidityEndpoints
{
    public static IEndpointRouteBuilder MapLiquidity(this IEndpointRouteBuilder routes)
    {
        var liquidity = routes.MapGroup("/api/v1/liquidity").RequireScope(Scope.Read).WithTags("Liquidity");
        liquidity.MapGet("/forecast", ForecastAsync)
            .WithName("getLiquidityForecast").WithSummary("What wires will move on the coming business days, with intervals, method, skill and funds to pay in")
            .WithDescription(
                $"days_ahead is from 1 to {LiquidityOptions.MaxDaysAhead} business days of the currency, today included, 7 by default. participant asks for one alone. " +
                "hours are the first day's: of all participants together their positions all but cancel out, while need is the sum of what each needs. " +
                "A forecast is made once a day, of the days that are over, and kept.")
            .Produces<LiquidityForecastAnswer>().ProducesProblems(422);
        liquidity.MapGet("/forecast/accuracy", AccuracyAsync)
            .WithName("getForecastAccuracy").WithSummary("Kept forecasts against what came, by measure and lead, and over all leads")
            .Produces<ForecastAccuracyAnswer>().ProducesProblems(422);
        liquidity.MapGet("/intraday", IntradayAsync)
            .WithName("getIntradayLiquidity").WithSummary("A settlement balance through the day with its lowest point, and what the rest of today should bring")
            .WithDescription("date is a day of the currency's place, today by default.")
            .Produces<IntradayLiquidityAnswer>().ProducesProblems(422);
        LiquidityHistoryEndpoints.Map(liquidity);
        return routes;
    }

    private static async Task<IResult> ForecastAsync(
        string? currency, string? participant, string? days_ahead, IReferenceData reference, LiquidityForecasts forecasts, Recommendations recommendations,
        CancellationToken cancellationToken)
    {
        if (!LiquidityQuery.TryRead(currency, participant, days_ahead, null, reference, out var query, out var problem))
        {
            return problem;
        }

        if (await forecasts.GetAsync(query.Currency, query.Participant, cancellationToken) is not { } stored)
        {
            return TypedResults.Ok(new LiquidityForecastAnswer(
                query.Currency, query.Participant, query.DaysAhead, null, null,
                "No wire has moved this currency on a day that is over, or only long ago: there is nothing to forecast from.", null, null, null, null, null, []));
        }

        var today = forecasts.Today(query.Currency);
        var flows = stored.Flows;
        return TypedResults.Ok(new LiquidityForecastAnswer(
            query.Currency, query.Participant, query.DaysAhead, stored.Origin, stored.MadeAt, null,
            Measured(flows.Inflow), Measured(flows.Outflow), Measured(flows.Net), flows.Need is { } need ? Measured(need) : null,
            await FirstDayAsync(query, stored, forecasts, today, cancellationToken),
            await recommendations.OfAsync(query.Currency, stored, query.DaysAhead, cancellationToken)));

        MeasureForecast Measured(Forecast forecast) => Measure(forecast, query.Currency, today, query.DaysAhead);
    }

    private static async Task<IResult> AccuracyAsync(
        string? currency, string? participant, IReferenceData reference, ForecastStore store, LiquidityHistory history, LiquidityForecasts forecasts,
        CancellationToken cancellationToken)
    {
        if (!LiquidityQuery.TryRead(currency, participant, null, null, reference, out var query, out var problem))
        {
            return problem;
        }

        await history.RollForwardAsync(cancellationToken);
        var rows = await store.AccuracyAsync(query.Currency, query.Participant, forecasts.Today(query.Currency).AddDays(-1), cancellationToken);
        return TypedResults.Ok(new ForecastAccuracyAnswer(
            query.Currency, query.Participant,
            rows.Count == 0 ? "No forecast of this series was kept for a day that is over: there is nothing to judge yet." : null,
            [
                .. rows.Where(row => row.Lead is null).Select(row => new ForecastAccuracyOverall(
                    row.Measure, row.Days, Units(row.MeanAbsoluteErrorMinor, query.Currency) ?? "", Round(row.WeightedError), Round(row.Covered))),
            ],
            [
                .. rows.Where(row => row.Lead is not null).Select(row => new ForecastAccuracyRow(
                    row.Measure, row.Lead!.Value, row.Days, Units(row.MeanAbsoluteErrorMinor, query.Currency) ?? "", Round(row.WeightedError), Round(row.Covered))),
            ]));
    }

    private static async Task<IResult> IntradayAsync(
        string? currency, string? participant, string? date, IReferenceData reference, IntradayLiquidity intraday, LiquidityForecasts forecasts,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (!LiquidityQuery.TryRead(currency, participant, null, date, reference, out var query, out var problem))
        {
            return problem;
        }

        var today = forecasts.Today(query.Currency);
        if (!query.TryReadPastDay(today, out var day, out problem))
        {
            return problem;
        }

        var read = await intraday.ReadAsync(query.Currency, query.Participant, day, cancellationToken);
        var expected = read.Day == today ? await RestOfDayAsync(query, read, forecasts, time, cancellationToken) : [];
        var lowest = expected.Count == 0 ? default : expected.MinBy(hour => hour.BalanceMinor);
        return TypedResults.Ok(new IntradayLiquidityAnswer(
            query.Currency, query.Participant, read.Day, CutOff.Of(query.Currency).Zone, Units(read.OpeningMinor, query.Currency), Units(read.ClosingMinor, query.Currency),
            read.Trough is { } trough
                ? new BalanceTrough(Units(trough.LowMinor, query.Currency), trough.LowAt, Units(read.OpeningMinor - trough.LowMinor, query.Currency))
                : null,
            [.. read.Hours.Select(hour => new BalanceHour(
                hour.Hour, Units(hour.InflowMinor, query.Currency), Units(hour.OutflowMinor, query.Currency), Units(hour.FundingMinor, query.Currency),
                Units(hour.ClosingMinor, query.Currency), Units(hour.LowMinor, query.Currency)))],
            [.. expected.Select(hour => hour.View)], lowest.View is { } low && lowest.BalanceMinor < read.ClosingMinor ? low : null));
    }

    private static async Task<HourlyForecast?> FirstDayAsync(
        LiquidityQuery query, StoredForecast stored, LiquidityForecasts forecasts, DateOnly today, CancellationToken cancellationToken)
    {
        if (stored.Flows.Net.Points.FirstOrDefault(point => point.Date >= today) is not { } first)
        {
            return null;
        }

        var hours = await HoursOfAsync(query, stored, forecasts, first.Date, [], 0, cancellationToken);
        return Hours(hours, query.Currency, CutOff.Of(query.Currency).Zone);
    }

    private static async Task<IntradayForecast> HoursOfAsync(
        LiquidityQuery query, StoredForecast stored, LiquidityForecasts forecasts, DateOnly day, IReadOnlyList<HourFlow> known, int now, CancellationToken cancellationToken)
    {
        var history = await forecasts.HistoryAsync(query.Currency, query.Participant, cancellationToken);
        return IntradayForecaster.Forecast(history, day, Amount(stored.Flows.Inflow), Amount(stored.Flows.Outflow), known, now);

        long Amount(Forecast measure) => measure.Points.FirstOrDefault(point => point.Date == day)?.AmountMinor ?? 0;
    }

    /// <summary>From the hour under way on, by the day's own pace so far; of the hour under way what has come is taken off.</summary>
    private static async Task<IReadOnlyList<(long BalanceMinor, ExpectedHour View)>> RestOfDayAsync(
        LiquidityQuery query, IntradayDay read, LiquidityForecasts forecasts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await forecasts.GetAsync(query.Currency, query.Participant, cancellationToken) is not { } stored)
        {
            return [];
        }

        var balance = read.ClosingMinor;
        var now = LocalHours.At(CutOff.Of(query.Currency), time.GetUtcNow());
        HourFlow[] come = [.. read.Hours.Select(hour => new HourFlow(hour.Hour, hour.InflowMinor, hour.OutflowMinor))];
        var hours = await HoursOfAsync(query, stored, forecasts, read.Day, come, now, cancellationToken);
        var expected = new List<(long, ExpectedHour)>();
        foreach (var hour in RestOfDay.Of(hours, come, now))
        {
            balance += hour.InflowMinor - hour.OutflowMinor;
            expected.Add((balance, new ExpectedHour(
                hour.Hour, Units(hour.InflowMinor, query.Currency), Units(hour.OutflowMinor, query.Currency), Units(balance, query.Currency))));
        }

        return expected;
    }
}
