using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Quartz;
using Settlement.Api.Host;
using Settlement.Engine.Database;
using Settlement.Engine.Liquidity;
using Spectre.Console;

namespace Settlement.Api.Demo;

/// <summary>
/// Many business days on an accelerated clock, through the whole system as on a single day: payments over the API, windows closed at their cut-offs,
/// batches matched, executed and posted. Then the forecasts of the days to come. The folder may be kept, and served with the real clock.
/// </summary>
internal sealed class SettlementHistory(HistoryOptions options, TimeProvider real)
{
    private const int Failed = 1;

    /// <summary>Days of history from which on the currencies are forecast each weekend, so that the forecasts can be judged by the days that follow.</summary>
    private const int FirstForecast = 25;

    private const int DaysOfWeek = 7;

    private readonly IntakeTally tally = new();

    /// <returns>0 only if every invariant held.</returns>
    public async Task<int> RunAsync(CancellationToken stopped)
    {
        var since = Stopwatch.GetTimestamp();
        var outcome = await new DemoProgress(options.JsonOnly).RunAsync(show => PlayAsync(show, stopped));
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        if (!options.JsonOnly)
        {
            HistoryTables.Print(AnsiConsole.Console, options, outcome);
        }

        await Console.Out.WriteLineAsync(HistoryJson.Write(options, tally, outcome, seconds));
        return outcome.Audit.Holds ? 0 : Failed;
    }

    private async Task<HistoryOutcome> PlayAsync(IProgress<DemoStep> show, CancellationToken stopped)
    {
        var days = HistoryCalendar.Before(DateOnly.FromDateTime(real.GetUtcNow().UtcDateTime), options.Days);
        using var folder = new DemoFolder(options.Keep);
        var settings = DemoSettings.MakeHistory(folder.Path, options.Seed);
        var serve = new ServeOptions { Port = 0 };
        var clock = new DemoClock(new DateTimeOffset(days[0], TimeOnly.MinValue, TimeSpan.Zero).AddHours(-1), real);
        show.Report(new DemoStep("starting a database and the system on it", 0));
        var databaseOptions = new ConfigurationBuilder().AddSettlement(serve, settings).Build().GetDatabaseOptions();
        await using var database = await SettlementDatabase.OpenAsync(databaseOptions, TimeProvider.System, NullLoggerFactory.Instance, stopped);
        await using var app = SettlementHost.Build(serve, database, clock, settings);
        await app.StartAsync(stopped);
        try
        {
            using var client = new DemoClient(SettlementDay.AddressOf(app));
            var schedule = new DaySchedule(app.Services.GetRequiredService<ISchedulerFactory>());
            await schedule.RestAsync(stopped);
            var books = app.Services.GetRequiredService<NpgsqlDataSource>();
            var community = new CommunityBook(client);
            show.Report(new DemoStep($"admitting {BankingNetwork.Banks.Count} banks", 0.01));
            await community.OpenAsync(stopped);
            await community.RaiseCapsForHistoryAsync(stopped);
            await PlayDaysAsync(days, client, clock, schedule, new QuietWatch(books), app.Services.GetRequiredService<LiquidityTraining>(), show, stopped);

            // The morning after the last day: every currency's day is over.
            clock.AdvanceTo(new DateTimeOffset(days[^1].AddDays(1), new TimeOnly(12, 0), TimeSpan.Zero));
            show.Report(new DemoStep("forecasting the days to come", 0.92));
            var series = await app.Services.GetRequiredService<LiquidityTraining>().TrainAsync(stopped);
            var review = new LiquidityReview(client);
            await review.PayBackAsync(stopped);
            var forecasts = await review.ForecastsAsync(stopped);
            show.Report(new DemoStep("auditing the books", 0.97));
            var audit = await new DayAudit(client, books, mayWait: true).RunAsync(tally, stopped);
            await schedule.HandOverAsync(stopped);
            return new HistoryOutcome(days, audit, series, forecasts);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private async Task PlayDaysAsync(
        IReadOnlyList<DateOnly> days, DemoClient client, DemoClock clock, DaySchedule schedule, QuietWatch quiet, LiquidityTraining training,
        IProgress<DemoStep> show, CancellationToken stopped)
    {
        for (var i = 0; i < days.Count; i++)
        {
            if (i >= FirstForecast && days[i].DayOfWeek == DayOfWeek.Monday)
            {
                // Saturday noon: every currency's Friday is over, and nobody's Monday has begun.
                clock.AdvanceTo(new DateTimeOffset(days[i - 1].AddDays(1), new TimeOnly(12, 0), TimeSpan.Zero));

                // The last weekend also each bank alone, so that a week judges these too: every weekend would take too long.
                await (days[i].AddDays(DaysOfWeek) > days[^1] ? training.TrainAsync(stopped) : training.TrainCurrenciesAsync(stopped));
            }

            show.Report(new DemoStep($"{days[i]:ddd yyyy-MM-dd}", 0.02 + (0.9 * i / days.Count)));
            foreach (var act in Acts(days[i], client, schedule, quiet).OrderBy(act => act.At))
            {
                clock.AdvanceTo(act.At);
                await act.PlayAsync(stopped);
            }
        }
    }

    private IEnumerable<DemoAct> Acts(DateOnly day, DemoClient client, DaySchedule schedule, QuietWatch quiet)
    {
        foreach (var slot in HistoryGenerator.Generate(options.Seed, day, options.Payments).GroupBy(payment => payment.SendAt))
        {
            var payments = slot.ToList();
            yield return new DemoAct(slot.Key, $"{payments.Count} payments come in", async cancellationToken =>
            {
                foreach (var (payment, status) in payments.Zip(await client.SubmitAsync(payments, cancellationToken)))
                {
                    tally.Note(payment, status);
                }

                await quiet.UntilQuietAsync(cancellationToken);
            });
        }

        foreach (var closure in HistoryCalendar.Closures(day))
        {
            yield return new DemoAct(closure.At, $"{closure.Currency} closes", async cancellationToken =>
            {
                await schedule.CloseAsync(closure.Currency, cancellationToken);
                await quiet.UntilReportedAsync(closure, cancellationToken);
            });
        }
    }
}
