using Microsoft.Extensions.Logging.Console;

namespace Settlement.Api.Host;

/// <summary>How <see cref="LogLineFormatter"/> writes.</summary>
internal sealed class LogLineOptions : ConsoleFormatterOptions
{
    /// <summary>Exceptions with their stack traces instead of their messages alone.</summary>
    public bool StackTraces { get; set; }
}
