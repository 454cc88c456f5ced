using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace Settlement.Api.Host;

/// <summary>Logs for people at a terminal: one line each, on standard error, libraries only from warnings on.</summary>
internal static class ConsoleLogging
{
    private static readonly string[] Libraries = ["Microsoft", "System", "Npgsql", "Quartz", "Polly"];

    internal static void UseQuietConsole(this WebApplicationBuilder builder, bool verbose) => builder.Logging.AddQuietConsole(verbose);

    internal static void AddQuietConsole(this ILoggingBuilder logging, bool verbose)
    {
        logging.Services.TryAddSingleton(TimeProvider.System);
        logging.ClearProviders();
        logging.SetMinimumLevel(verbose ? LogLevel.Debug : LogLevel.Information);
        foreach (var library in Libraries)
        {
            logging.AddFilter(library, LogLevel.Warning);
        }

        // It warns of every retry; a retry that loses a race and then wins is the group commit's daily work.
        logging.AddFilter("MassTransit", LogLevel.Error);
        logging.AddConsole(console =>
        {
            console.FormatterName = LogLineFormatter.FormatterName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;

            // A terminal that stopped reading must not stop payments.
            console.QueueFullMode = ConsoleLoggerQueueFullMode.DropWrite;
        });
        logging.AddConsoleFormatter<LogLineFormatter, LogLineOptions>(line => line.StackTraces = verbose);
    }
}
