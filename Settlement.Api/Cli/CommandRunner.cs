using Settlement.Engine.Access;
using Settlement.Engine.Database;

namespace Settlement.Api.Cli;

/// <summary>Runs one command; whatever goes wrong becomes a line that a user can act on.</summary>
internal static class CommandRunner
{
    private const int Failed = 1;

    /// <summary>As shells report a command that Ctrl-C ended; commands for which stopping is success say so themselves.</summary>
    private const int Interrupted = 130;

    internal static async Task<int> RunAsync(Command command, CommandInput input, CancellationToken stopped)
    {
        try
        {
            return await command.Run(input, stopped);
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            return Interrupted;
        }
        catch (Exception exception) when (Environment.GetEnvironmentVariable("SETTLEMENT_TRACE") is not "1")
        {
            // The outermost frame of the program: nobody above could handle it, and users get a sentence, not a stack trace.
            await Console.Error.WriteLineAsync($"error: {Describe(exception)}");
            return Failed;
        }
    }

    private static string Describe(Exception exception)
    {
        var cause = exception is AggregateException { InnerException: { } inner } ? inner : exception;
        var message = cause.Message.ReplaceLineEndings(" ");
        return cause is UserErrorException or DatabaseStartException or AccessRefusedException ? message : $"{message} ({cause.GetType().Name}; SETTLEMENT_TRACE=1 shows where)";
    }
}
