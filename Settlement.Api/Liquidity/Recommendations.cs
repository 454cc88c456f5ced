using Microsoft.Extensions.Options;
using Settlement.Domain.Calendars;
using Settlement.Domain.Liquidity;
using Settlement.Engine.Liquidity;
using Settlement.Forecasting.Intraday;

namespace Settlement.Api.Liquidity;

/// <summary>Advice about funds, with the time by which they should be there.</summary>
internal sealed class Recommendations(LiquidityForecasts forecasts, ForecastStore store, DayFunds dayFunds, IOptions<LiquidityOptions> options)
{
    /// <summary>Of one participant, or of every participant that has a kept forecast.</summary>
    public async Task<IReadOnlyList<PrefundingRecommendation>> OfAsync(
        string currency, StoredForecast asked, int daysAhead, CancellationToken cancellationToken)
    {
        var series = asked.Participant is null ? await store.OfParticipantsAsync(currency, cancellationToken) : [asked];
        var timed = await TimedAsync(currency, series, daysAhead, cancellationToken);
        return
        [
            .. timed.Select(one => ForecastViews.Recommendation(one.Advice, one.By))
                .OrderBy(wanted => wanted.By).ThenBy(wanted => wanted.ParticipantId, StringComparer.Ordinal),
        ];
    }

    /// <param name="series">Forecasts of participants.</param>
    /// <returns>By participant as given, then day.</returns>
    public async Task<IReadOnlyList<TimedAdvice>> TimedAsync(
        string currency, IReadOnlyList<StoredForecast> series, int daysAhead, CancellationToken cancellationToken)
    {
        var funds = await dayFunds.ReadAsync(series.Count == 0 ? [] : [currency], series is [var only] ? only.Participant : null, cancellationToken);
        var timed = new List<TimedAdvice>();
        foreach (var one in series)
        {
            var advice = PrefundingAdvice.Of(
                one.Participant!, currency, one.Flows, funds.GetValueOrDefault((one.Participant!, currency)), forecasts.Today(currency), daysAhead, options.Value.Confidence);
            if (advice.Count > 0)
            {
                var history = await forecasts.HistoryAsync(currency, one.Participant, cancellationToken);
                timed.AddRange(advice.Select(wanted => new TimedAdvice(wanted, WantedBy(wanted, one, history))));
            }
        }

        return timed;
    }

    /// <summary>The start of the hour in which what is there runs out, if the day goes as past days of its kind and needs as much as is advised for; else the day's start.</summary>
    private static DateTimeOffset WantedBy(PrefundingAdvice advice, StoredForecast forecast, IReadOnlyList<Forecasting.Flows.FlowDay> history)
    {
        var hours = IntradayForecaster.Forecast(history, advice.Day, Amount(forecast.Flows.Inflow), Amount(forecast.Flows.Outflow));
        var there = Math.Max(0, advice.NeedMinor - advice.AmountMinor);
        return LocalHours.Of(CutOff.Of(advice.Currency), advice.Day, hours.FirstHourShort(advice.NeedMinor, there) ?? 0);

        long Amount(Forecasting.Forecast measure) => measure.Points.FirstOrDefault(point => point.Date == advice.Day)?.AmountMinor ?? 0;
    }
}
