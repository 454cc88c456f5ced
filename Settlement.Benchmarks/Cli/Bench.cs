using Settlement.Api.Cli;

namespace Settlement.Benchmarks.Cli;

/// <summary>One bench: a figure or a group of figures beside its baseline.</summary>
/// <param name="Run">Measures, prints a table and closes with <see cref="BenchContext.WriteJson"/>; returns the exit code: 0 only if nothing was lost.</param>
public sealed record Bench(string Name, string Summary, Func<BenchContext, Task<int>> Run)
{
    /// <summary>What this bench alone can be told.</summary>
    public IReadOnlyList<CommandOption> Options { get; init; } = [];
}
