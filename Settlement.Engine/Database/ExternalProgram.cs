using System.ComponentModel;
using System.Diagnostics;

namespace Settlement.Engine.Database;

/// <summary>Runs the programs that the embedded server needs, each to its end.</summary>
internal static class ExternalProgram
{
    private const int OutputLimit = 4_000;

    /// <summary>
    /// Runs a program, as another user if one is named (only root may). Variables that steer PostgreSQL's programs are not handed on.
    /// </summary>
    /// <exception cref="DatabaseStartException">The program cannot be started.</exception>
    public static async Task<CommandResult> RunAsync(
        string? user, string program, IEnumerable<string> arguments, string workingFolder, CancellationToken cancellationToken)
    {
        using var process = Start(Describe(user, program, arguments, workingFolder));
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var said = ((await output) + (await errors)).Trim();
        return new CommandResult(process.ExitCode, said.Length <= OutputLimit ? said : said[^OutputLimit..]);
    }

    private static ProcessStartInfo Describe(string? user, string program, IEnumerable<string> arguments, string workingFolder)
    {
        var start = new ProcessStartInfo(Locate(program), arguments)
        {
            WorkingDirectory = workingFolder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        if (user is not null)
        {
            start.UserName = user;
        }

        foreach (var variable in start.Environment.Keys.Where(name => name.StartsWith("PG", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(variable);
        }

        start.Environment["LC_ALL"] = "C";
        return start;
    }

    /// <summary>
    /// Finds a program on PATH. Process.Start would look in the working folder first, where a file that happens to be called "test" or
    /// "ls" would run in its place.
    /// </summary>
    private static string Locate(string program) => program.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal)
        ? program
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Where(Path.IsPathRooted)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists) ?? program;

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start) ?? throw new DatabaseStartException($"{start.FileName} could not be started.");
        }
        catch (Win32Exception refused)
        {
            throw new DatabaseStartException($"{start.FileName} could not be started: {refused.Message}", refused);
        }
    }
}
