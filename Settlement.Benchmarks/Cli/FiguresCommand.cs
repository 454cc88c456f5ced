using Settlement.Api.Cli;

namespace Settlement.Benchmarks.Cli;

/// <summary><c>./bench figures FILE</c>: prints the README's table of figures from a file that <c>./bench all --json FILE</c> wrote.</summary>
internal static class FiguresCommand
{
    internal static Command Create() => new(
        "figures",
        "Prints the README's table of figures from a file that './bench all --json FILE' wrote.",
        [],
        RunAsync,
        Argument: "FILE");

    private static async Task<int> RunAsync(CommandInput input, CancellationToken stopped)
    {
        var path = input.Argument ?? throw new UserErrorException("figures needs the name of a file.");
        if (!File.Exists(path))
        {
            throw new UserErrorException($"there is no file {path}.");
        }

        var lines = await File.ReadAllLinesAsync(path, stopped);
        await Console.Out.WriteAsync(FiguresTable.Render(lines));
        return 0;
    }
}
