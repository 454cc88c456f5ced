using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Engine.Database;
using Settlement.Engine.Liquidity;

namespace Settlement.Engine.Risk.Alerts;

/// <summary>Holds the rules against the exposures every few seconds, less often where a look takes seconds itself. Several hosts may: the same finding is one alert.</summary>
public sealed partial class AlertWatch(
    RiskView view, RuleBook rules, AlertStore alerts, ForecastStore store, LiquidityForecasts forecasts, LiquidityHistory history, DayFunds dayFunds,
    IOptions<RiskOptions> options, TimeProvider time, ILogger<AlertWatch> logger) : BackgroundService
{
    /// <summary>Forecasts are made once a day: they are read anew this often, and their origin may be this many days old.</summary>
    private static readonly TimeSpan NeedsAge = TimeSpan.FromMinutes(5);
    private const int OldestOriginDays = 7;

    private const int RestPerLook = 9;

    private static readonly TimeSpan LongestRest = TimeSpan.FromMinutes(1);

    private readonly TimeSpan pause = TimeSpan.FromSeconds(options.Value.AlertSeconds);
    private IReadOnlyList<NeedForecast>? needs;
    private long needsReadAt;

    /// <summary>One look, also for whoever does not want to wait for the next.</summary>
    public async Task LookAsync(CancellationToken cancellationToken)
    {
        var active = (await rules.AllAsync(cancellationToken)).Where(rule => rule.Enabled).ToList();
        if (needs is null || time.GetElapsedTime(needsReadAt) > NeedsAge)
        {
            needsReadAt = time.GetTimestamp();
            needs = await store.NeedsAsync(DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime).AddDays(-OldestOriginDays), cancellationToken);
        }

        var funds = await FundsAsync(active, needs, cancellationToken);
        await alerts.FollowAsync(RuleEvaluation.Findings(await view.NowAsync(cancellationToken), active, needs, funds, forecasts.Today), cancellationToken);
    }

    private async Task<IReadOnlyDictionary<(string Participant, string Currency), long>> FundsAsync(
        List<RiskRule> active, IReadOnlyList<NeedForecast> known, CancellationToken cancellationToken)
    {
        if (known.Count == 0 || active.TrueForAll(rule => rule.Kind != RiskRuleKind.LiquidityShortfall))
        {
            return await dayFunds.ReadAsync([], null, cancellationToken);
        }

        // Whoever reads funds reads the journal behind the last roll: rolled at every look, that is a few seconds of it.
        await history.RollForwardAsync(cancellationToken);
        return await dayFunds.ReadAsync(known.Select(forecast => forecast.Currency), null, cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var rest = pause;
            try
            {
                var begunAt = time.GetTimestamp();
                await LookAsync(stoppingToken);
                rest = RestAfter(time.GetElapsedTime(begunAt));
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception outage) when (DatabaseOutage.Is(outage))
            {
                LogOutage(outage.Message);
            }
#pragma warning disable CA1031 // Alerts are looked for again: one that cannot be computed must not stop the host that settles.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                LogFailed(failure);
            }

            await Task.Delay(rest, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>With a million open payments a look takes seconds: it takes a tenth of the time, whatever there is to look at, but alerts wait for a minute at most.</summary>
    private TimeSpan RestAfter(TimeSpan look) => TimeSpan.FromTicks(Math.Max(pause.Ticks, Math.Min(LongestRest.Ticks, look.Ticks * RestPerLook)));

    [LoggerMessage(LogLevel.Warning, "Alerts wait while the database is away: {Reason}")]
    private partial void LogOutage(string reason);

    [LoggerMessage(LogLevel.Error, "The rules of alerts could not be evaluated; they are tried again")]
    private partial void LogFailed(Exception failure);
}
