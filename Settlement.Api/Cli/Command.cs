namespace Settlement.Api.Cli;

/// <summary>A word of the command line and what it does.</summary>
/// <param name="Argument">Name of the one argument without dashes that the command takes, or null when it takes none.</param>
/// <param name="Run">Returns the exit code.</param>
public sealed record Command(
    string Name, string Summary, IReadOnlyList<CommandOption> Options, Func<CommandInput, CancellationToken, Task<int>> Run, string? Argument = null);
