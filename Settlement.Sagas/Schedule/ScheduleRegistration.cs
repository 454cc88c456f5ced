using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Quartz;
using Settlement.Domain.Calendars;

namespace Settlement.Sagas.Schedule;

public static class ScheduleRegistration
{
    /// <summary>
    /// One durable job and trigger per currency with a published cut-off, kept in PostgreSQL and shared by all engines: one of them fires it.
    /// A fire time that passed while nothing ran fires once at the start.
    /// </summary>
    public static IServiceCollection AddSchedule(this IServiceCollection services, string connectionString, TimeProvider time)
    {
        services.AddSingleton<WindowClosures>();
        services.AddHostedService<ScheduleWatch>();
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options => options.GenerateInstanceId = true);
            quartz.UseTimeProvider(time);
            quartz.AddJobListener<RunListener>();
            quartz.AddTriggerListener<RunListener>();
            quartz.UsePersistentStore(store =>
            {
                store.UsePostgres(connectionString);
                store.ProvisionSchema();
                store.UseSystemTextJsonSerializer();
                store.UseClustering();
                store.ConfigureStore(options => options.StoreJobDataAsStrings = true);
            });
            foreach (var cutOff in CutOff.Published)
            {
                Add(quartz, cutOff);
            }

            AddTraining(quartz);
        });
        services.AddQuartzHostedService(options => options.WaitForJobsToComplete = true);
        return services;
    }

    /// <summary>Once at the start, and at a quarter past every hour; a fire time that was missed is made up for by the next.</summary>
    private static void AddTraining(IQuartzBuilder quartz)
    {
        quartz.AddJob<LiquidityTrainingJob>(job => job
            .WithIdentity(LiquidityTrainingJob.Key).WithDescription("Trains the liquidity forecasts").StoreDurably());
        quartz.AddTrigger(trigger => trigger
            .ForJob(LiquidityTrainingJob.Key).WithIdentity("hourly", LiquidityTrainingJob.Key.Group)
            .WithCronSchedule("0 15 * * * ?", schedule => schedule.WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
        quartz.AddTrigger(trigger => trigger.ForJob(LiquidityTrainingJob.Key).WithIdentity("at-start", LiquidityTrainingJob.Key.Group).StartNow());
    }

    private static void Add(IQuartzBuilder quartz, CutOff cutOff)
    {
        var key = new JobKey("close-" + cutOff.Currency, "windows");
        quartz.AddJob<WindowClosureJob>(job => job
            .WithIdentity(key)
            .WithDescription($"Closes the {cutOff.Currency} windows at {cutOff.LocalTime:HH\\:mm} {cutOff.Zone}")
            .UsingJobData(WindowClosureJob.CurrencyKey, cutOff.Currency)
            .StoreDurably());
        var cron = string.Create(CultureInfo.InvariantCulture, $"0 {cutOff.LocalTime.Minute} {cutOff.LocalTime.Hour} * * ?");
        quartz.AddTrigger(trigger => trigger
            .ForJob(key)
            .WithIdentity("cut-off-" + cutOff.Currency, "windows")
            .WithCronSchedule(cron, schedule => schedule
                .InTimeZone(TimeZoneInfo.FindSystemTimeZoneById(cutOff.Zone))
                .WithMisfireInstruction(CronTriggerMisfireInstruction.FireAndProceed)));
    }
}
