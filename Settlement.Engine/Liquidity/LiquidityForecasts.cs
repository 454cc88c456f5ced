using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using Settlement.Domain.Calendars;
using Settlement.Forecasting;
using Settlement.Forecasting.Flows;

namespace Settlement.Engine.Liquidity;

/// <summary>
/// Forecasts of the liquidity that wires will move: kept ones where they are of the last day that is over, else made now and kept.
/// </summary>
public sealed class LiquidityForecasts(LiquidityHistory history, ForecastStore store, IOptions<LiquidityOptions> options, TimeProvider time)
{
    /// <summary>Series remembered at most; at this bound all are forgotten and read again.</summary>
    private const int MaxRemembered = 4_096;

    // What was found for today: days that are over do not change.
    private readonly ConcurrentDictionary<(string Currency, string Participant), (DateOnly Today, StoredForecast Forecast)> remembered = new();

    /// <summary>The day it is now at the place of a currency's settlement system.</summary>
    public DateOnly Today(string currency) => CutOff.Of(currency).DateAt(time.GetUtcNow());

    /// <param name="participant">Null: all participants together.</param>
    /// <returns>Null where nothing has moved yet, or so long ago that the forecast would not reach today.</returns>
    public async Task<StoredForecast?> GetAsync(string currency, string? participant, CancellationToken cancellationToken)
    {
        var today = Today(currency);
        if (remembered.TryGetValue((currency, participant ?? ""), out var known) && known.Today == today)
        {
            return known.Forecast;
        }

        var found = await store.FindAsync(currency, participant, cancellationToken);
        if (found is null || !IsCurrent(found))
        {
            await history.RollForwardAsync(cancellationToken);
            found = await MakeAsync(currency, participant, cancellationToken);
        }

        if (found is not null)
        {
            Remember(today, found);
        }

        return found;
    }

    /// <summary>Forecasts a series anew and keeps it, unless one of the same origin is kept.</summary>
    public async Task<StoredForecast?> MakeAsync(string currency, string? participant, CancellationToken cancellationToken)
    {
        var days = await HistoryAsync(currency, participant, cancellationToken);
        if (days.Count == 0)
        {
            return null;
        }

        var grid = DayGrid.BusinessDays(currency);
        var gap = GapDays(grid, days[^1].Date, Today(currency));
        if (gap + LiquidityOptions.MaxDaysAhead > ForecastOptions.MaximumHorizon)
        {
            return null;
        }

        var flows = FlowForecaster.Forecast(
            participant is null ? currency : $"{participant} {currency}", grid, days, gap + LiquidityOptions.MaxDaysAhead,
            ForecastOptions.Default with { Origins = options.Value.Origins }, cancellationToken);
        var now = time.GetUtcNow();
        var stored = new StoredForecast(
            currency, participant, flows.Net.Origin, new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero), flows);
        await store.SaveAsync(stored, cancellationToken);
        return stored;
    }

    /// <summary>The days that a forecast is made from: those that are over, at most <see cref="LiquidityOptions.HistoryDays"/> business days of them.</summary>
    public Task<IReadOnlyList<FlowDay>> HistoryAsync(string currency, string? participant, CancellationToken cancellationToken)
    {
        var yesterday = Today(currency).AddDays(-1);

        // Seven days for five, and a month for holidays.
        return history.ReadAsync(currency, participant, yesterday.AddDays(-((options.Value.HistoryDays * 7 / 5) + 30)), yesterday, cancellationToken);
    }

    /// <summary>Whether a kept forecast is of the last business day that is over.</summary>
    private bool IsCurrent(StoredForecast kept)
    {
        var grid = DayGrid.BusinessDays(kept.Currency);
        return grid.OnOrAfter(kept.Origin.AddDays(1)) >= grid.OnOrAfter(Today(kept.Currency));
    }

    private void Remember(DateOnly today, StoredForecast forecast)
    {
        if (remembered.Count >= MaxRemembered)
        {
            remembered.Clear();
        }

        remembered[(forecast.Currency, forecast.Participant ?? "")] = (today, forecast);
    }

    /// <summary>Business days between the last known one and today, both left out.</summary>
    private static int GapDays(DayGrid grid, DateOnly last, DateOnly today)
    {
        var gap = 0;
        for (var day = last.AddDays(1); day < today; day = day.AddDays(1))
        {
            gap += grid.Has(day) ? 1 : 0;
        }

        return gap;
    }
}
