using System.Diagnostics;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Quartz;
using Settlement.Api.Host;
using Settlement.Engine.Database;
using Spectre.Console;

namespace Settlement.Api.Demo;

/// <summary>
/// A settlement day on an accelerated clock: opens a system of its own, plays the day over its API, audits it, prints what came of it, and
/// leaves nothing behind.
/// </summary>
public sealed class SettlementDay(DemoOptions options)
{
    private const int Failed = 1;

    /// <summary>Payments of one request.</summary>
    private const int RequestSize = 500;

    private readonly IntakeTally tally = new();

    /// <returns>0 only if every invariant held.</returns>
    public async Task<int> RunAsync(CancellationToken stopped)
    {
        var since = Stopwatch.GetTimestamp();
        var progress = new DemoProgress(options.JsonOnly);
        var day = await progress.RunAsync(show => PlayAsync(show, stopped));
        var seconds = Stopwatch.GetElapsedTime(since).TotalSeconds;
        if (!options.JsonOnly)
        {
            DemoTables.Print(AnsiConsole.Console, tally, day);
        }

        await Console.Out.WriteLineAsync(DemoJson.Write(options, tally, day, seconds));
        return day.Holds ? 0 : Failed;
    }

    private async Task<DayOutcome> PlayAsync(IProgress<DemoStep> show, CancellationToken stopped)
    {
        using var folder = new DemoFolder();
        var settings = DemoSettings.Make(folder.Path, options.Seed);
        var serve = new ServeOptions { Port = 0 };
        var clock = new DemoClock(DemoCalendar.Start, TimeProvider.System);
        show.Report(new DemoStep("starting a database and the system on it", 0));
        var databaseOptions = new ConfigurationBuilder().AddSettlement(serve, settings).Build().GetDatabaseOptions();
        await using var database = await SettlementDatabase.OpenAsync(databaseOptions, TimeProvider.System, NullLoggerFactory.Instance, stopped);
        await using var app = SettlementHost.Build(serve, database, clock, settings);
        await app.StartAsync(stopped);
        try
        {
            using var client = new DemoClient(AddressOf(app));
            var schedule = new DaySchedule(app.Services.GetRequiredService<ISchedulerFactory>());
            await schedule.RestAsync(stopped);
            var books = app.Services.GetRequiredService<NpgsqlDataSource>();
            await PlayAsync(client, clock, schedule, new QuietWatch(books), show, stopped);
            show.Report(new DemoStep("auditing the books", 1));
            return await new DayAudit(client, books).RunAsync(tally, stopped);
        }
        finally
        {
            await app.StopAsync(CancellationToken.None);
        }
    }

    private async Task PlayAsync(
        DemoClient client, DemoClock clock, DaySchedule schedule, QuietWatch quiet, IProgress<DemoStep> show, CancellationToken stopped)
    {
        var community = new CommunityBook(client);
        show.Report(new DemoStep($"admitting {BankingNetwork.Banks.Count} banks", 0.02));
        await community.OpenAsync(stopped);
        var acts = Acts(client, schedule, quiet, community).OrderBy(act => act.At).ToList();
        for (var i = 0; i < acts.Count; i++)
        {
            var act = acts[i];
            show.Report(new DemoStep($"{act.At:ddd HH:mm} UTC  {act.What}", 0.05 + (0.93 * i / acts.Count)));
            clock.AdvanceTo(act.At);
            await act.PlayAsync(stopped);
        }
    }

    /// <summary>Everything that happens, with its time. Each act ends when the system is quiet again.</summary>
    private IEnumerable<DemoAct> Acts(DemoClient client, DaySchedule schedule, QuietWatch quiet, CommunityBook community)
    {
        foreach (var slot in DayGenerator.Generate(options.Seed, options.Payments).GroupBy(payment => payment.SendAt))
        {
            var payments = slot.ToList();
            yield return new DemoAct(slot.Key, $"{payments.Count} payments come in", async cancellationToken =>
            {
                await SendAsync(client, payments, cancellationToken);
                await quiet.UntilQuietAsync(cancellationToken);
            });
        }

        yield return new DemoAct(DemoCalendar.Review, "net debit caps are raised", community.RaiseCapsAsync);
        foreach (var closure in DemoCalendar.Closures)
        {
            yield return new DemoAct(closure.At, closure.EarlyWindowId is { } id ? $"an operator closes {id}" : $"{closure.Currency} closes", async cancellationToken =>
            {
                await (closure.EarlyWindowId is { } early
                    ? client.PostAsync($"/api/v1/windows/{early}/close", new { @operator = "demo", reason = "T0 before T1" }, cancellationToken)
                    : schedule.CloseAsync(closure.Currency, cancellationToken));
                await quiet.UntilReportedAsync(closure, cancellationToken);
            });
        }
    }

    private async Task SendAsync(DemoClient client, List<DemoPayment> payments, CancellationToken cancellationToken)
    {
        foreach (var request in payments.Chunk(RequestSize))
        {
            var statuses = await client.SubmitAsync(request, cancellationToken);
            foreach (var (payment, status) in request.Zip(statuses))
            {
                tally.Note(payment, status);
            }
        }
    }

    internal static Uri AddressOf(WebApplication app) =>
        new(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
