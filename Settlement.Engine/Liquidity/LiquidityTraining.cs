using Microsoft.Extensions.Logging;

namespace Settlement.Engine.Liquidity;

/// <summary>Rolls the history forward and forecasts every series that moves, once per day of its currency.</summary>
public sealed partial class LiquidityTraining(
    LiquidityHistory history, LiquidityForecasts forecasts, TimeProvider time, ILogger<LiquidityTraining> logger)
{
    /// <summary>A series that has not moved for as long is no longer forecast by itself; asking for it does.</summary>
    private const int RecentDays = 60;

    /// <summary>Forecasts of one run at most: the rest comes with the next one.</summary>
    private const int MaxSeries = 10_000;

    /// <returns>Series that have a forecast of their last day now.</returns>
    public Task<int> TrainAsync(CancellationToken cancellationToken) => TrainAsync(isParticipantToo: true, cancellationToken);

    /// <summary>As above, of all participants together alone.</summary>
    public Task<int> TrainCurrenciesAsync(CancellationToken cancellationToken) => TrainAsync(isParticipantToo: false, cancellationToken);

    private async Task<int> TrainAsync(bool isParticipantToo, CancellationToken cancellationToken)
    {
        await history.RollForwardAsync(cancellationToken);
        var since = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-RecentDays);
        var series = await history.SeriesSinceAsync(since, cancellationToken);
        var all = series.Where(_ => isParticipantToo).Select(one => (one.Currency, Participant: (string?)one.Participant))
            .Concat(series.Select(one => (one.Currency, Participant: (string?)null)).Distinct())
            .OrderBy(one => one.Participant is null ? 0 : 1).ThenBy(one => one.Currency, StringComparer.Ordinal).Take(MaxSeries);
        var trained = 0;
        foreach (var (currency, participant) in all)
        {
            trained += await forecasts.GetAsync(currency, participant, cancellationToken) is null ? 0 : 1;
        }

        LogTrained(trained);
        return trained;
    }

    [LoggerMessage(LogLevel.Information, "Liquidity forecasts of {Series} series are up to date")]
    private partial void LogTrained(int series);
}
