using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Settlement.Api.Host;

/// <summary>
/// Writes <c>09:30:01.250 warn  HealthMonitor: database is unhealthy</c>: time in UTC, level, the category's last word, the message, and
/// what an exception and its causes say.
/// </summary>
internal sealed class LogLineFormatter(TimeProvider clock, IOptions<LogLineOptions> options) : ConsoleFormatter(FormatterName)
{
    internal const string FormatterName = "line";

    /// <summary>How many causes of an exception are named.</summary>
    private const int MaxCauses = 4;

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        textWriter.Write(clock.GetUtcNow().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        textWriter.Write(Level(logEntry.LogLevel));
        textWriter.Write(logEntry.Category.AsSpan(logEntry.Category.LastIndexOf('.') + 1));
        textWriter.Write(": ");
        textWriter.Write(logEntry.Formatter(logEntry.State, logEntry.Exception).ReplaceLineEndings(" "));
        if (logEntry.Exception is { } exception)
        {
            WriteException(exception, textWriter);
        }

        textWriter.Write('\n');
    }

    private void WriteException(Exception exception, TextWriter writer)
    {
        if (options.Value.StackTraces)
        {
            writer.Write('\n');
            writer.Write(exception.ToString());
            return;
        }

        var cause = exception;
        for (var i = 0; i < MaxCauses && cause is not null; i++, cause = cause.InnerException)
        {
            writer.Write(i == 0 ? " | " : " < ");
            writer.Write($"{cause.GetType().Name}: {WithoutTrace(cause.Message)}");
        }
    }

    /// <summary>The message as one line, without the trace of its cause that some libraries put into it.</summary>
    private static string WithoutTrace(string message) => string.Join(
        ' ', message.ReplaceLineEndings("\n").Split('\n').TakeWhile(line => !line.StartsWith(" ---> ", StringComparison.Ordinal) && !line.StartsWith("   at ", StringComparison.Ordinal)));

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => " fatal ",
        LogLevel.Error => " error ",
        LogLevel.Warning => " warn  ",
        LogLevel.Information => " info  ",
        _ => " debug ",
    };
}
