using System.Globalization;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Liquidity;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Reference;
using static Settlement.Api.Liquidity.ForecastViews;

namespace Settlement.Api.Liquidity;

/// <summary>What wires moved: which currencies, for whom, and day by day against what had been forecast.</summary>
internal static class LiquidityHistoryEndpoints
{
    private const int DefaultDays = 42;
    private const int MaxDays = 400;

    /// <summary>What has not moved for a year is not offered any more.</summary>
    private const int SeriesDays = 365;

    public static void Map(RouteGroupBuilder liquidity)
    {
        liquidity.MapGet("/series", SeriesAsync)
            .WithName("listLiquiditySeries").WithSummary("The currencies that wires have moved, each with the participants that they moved it for")
            .WithDescription($"Of the last {SeriesDays} days, by currency and participant.")
            .Produces<Page<LiquiditySeries>>();
        liquidity.MapGet("/history", HistoryAsync)
            .WithName("getLiquidityHistory").WithSummary("What wires moved on past business days, with what had been forecast for them")
            .WithDescription($"days is from 1 to {MaxDays} days of the calendar that end yesterday, {DefaultDays} by default.")
            .Produces<LiquidityHistoryAnswer>().ProducesProblems(422);
    }

    private static async Task<IResult> SeriesAsync(LiquidityHistory history, TimeProvider time, CancellationToken cancellationToken)
    {
        await history.RollForwardAsync(cancellationToken);
        var since = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-SeriesDays);
        var found = await history.SeriesSinceAsync(since, cancellationToken);
        return TypedResults.Ok(new Page<LiquiditySeries>(
            [
                .. found.GroupBy(series => series.Currency, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                    .Select(group => new LiquiditySeries(group.Key, [.. group.Select(series => series.Participant)])),
            ],
            null));
    }

    private static async Task<IResult> HistoryAsync(
        string? currency, string? participant, string? days, IReferenceData reference, LiquidityHistory history, PastForecasts forecasts,
        LiquidityForecasts calendar, CancellationToken cancellationToken)
    {
        if (!LiquidityQuery.TryRead(currency, participant, null, null, reference, out var query, out var problem))
        {
            return problem;
        }

        var count = DefaultDays;
        if (days is not null && (!int.TryParse(days, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxDays))
        {
            return Problems.Invalid("days", "out_of_range", $"days must be a whole number from 1 to {MaxDays}.");
        }

        var last = calendar.Today(query.Currency).AddDays(-1);
        var first = last.AddDays(1 - count);
        await history.RollForwardAsync(cancellationToken);
        var moved = await history.ReadAsync(query.Currency, query.Participant, first, last, cancellationToken);
        var said = await forecasts.ReadAsync(query.Currency, query.Participant, first, last, cancellationToken);
        return TypedResults.Ok(new LiquidityHistoryAnswer(query.Currency, query.Participant,
        [
            .. moved.Select(day => new LiquidityHistoryDay(
                day.Date, Written(day.InflowMinor), Written(day.OutflowMinor), Written(day.NetMinor), day.NeedMinor is { } need ? Written(need) : null,
                said[day.Date].ToDictionary(point => point.Measure, Of, StringComparer.Ordinal))),
        ]));

        string Written(long minor) => Units(minor, query.Currency);

        PastForecast Of(PastForecastPoint point) => new(
            point.Lead, Written(point.AmountMinor), point.LowMinor is { } low ? Written(low) : null, point.HighMinor is { } high ? Written(high) : null);
    }
}
