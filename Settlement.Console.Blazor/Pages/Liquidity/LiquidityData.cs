using Settlement.Domain.Answers;
using Settlement.Domain.Liquidity;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Liquidity;

/// <summary>What the liquidity page shows of one currency, and what else could be chosen.</summary>
/// <param name="Currency">The one that is shown; null where no wire has moved any yet.</param>
/// <param name="Day">Balances through the day asked for; without one of today, or of the last day on which anything moved.</param>
public sealed record LiquidityData(
    IReadOnlyList<LiquiditySeries> Series, string? Currency, LiquidityForecastAnswer? Forecast, LiquidityHistoryAnswer? History,
    IntradayLiquidityAnswer? Day, IReadOnlyList<ForecastAccuracyRow> Accuracy)
{
    private const string Preferred = "EUR";

    /// <summary>Two business weeks.</summary>
    private const int DaysAhead = 10;

    public static async Task<ApiResult<LiquidityData>> LoadAsync(
        ApiClient api, string? currency, string? participant, string? date, CancellationToken cancellationToken)
    {
        var listed = await api.GetAsync<Page<LiquiditySeries>>("/api/v1/liquidity/series", cancellationToken);
        if (!listed.IsOk)
        {
            return listed.Failure;
        }

        var series = listed.Value.Items;
        var shown = currency ?? series.FirstOrDefault(one => one.Currency == Preferred)?.Currency ?? (series.Count > 0 ? series[0].Currency : null);
        if (shown is null)
        {
            return new LiquidityData(series, null, null, null, null, []);
        }

        Task<ApiResult<T>> Ask<T>(string path, params ReadOnlySpan<(string, object?)> more)
            where T : class => api.GetAsync<T>(QueryPath.Of("/api/v1/liquidity/" + path, [("currency", shown), ("participant", participant), .. more]), cancellationToken);
        var forecast = Ask<LiquidityForecastAnswer>("forecast", ("days_ahead", DaysAhead));
        var history = Ask<LiquidityHistoryAnswer>("history");
        var accuracy = Ask<ForecastAccuracyAnswer>("forecast/accuracy");
        var day = Ask<IntradayLiquidityAnswer>("intraday", ("date", date));
        await Task.WhenAll(forecast, history, accuracy, day);
        if (new[] { (await forecast).Failure, (await history).Failure, (await accuracy).Failure, (await day).Failure }.FirstOrDefault(found => found is not null) is { } failure)
        {
            return failure;
        }

        var lately = (await day).Value!;
        if (date is null && lately.Hours.Count == 0 && (await history).Value!.Items is [.., var last])
        {
            lately = (await Ask<IntradayLiquidityAnswer>("intraday", ("date", $"{last.Date:yyyy-MM-dd}"))).Value ?? lately;
        }

        return new LiquidityData(series, shown, (await forecast).Value, (await history).Value, lately, (await accuracy).Value!.Items);
    }
}
