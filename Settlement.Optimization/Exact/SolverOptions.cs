namespace Settlement.Optimization.Exact;

/// <summary>Where the exact solvers' native libraries are. Section <c>Solver</c>.</summary>
public sealed class SolverOptions
{
    public const string Section = "Solver";

    /// <summary>
    /// The folder that holds OR-Tools' <c>libortools.so.9</c> with its companions, or the library itself. Null (the default) looks beside
    /// the program, then on the loader's path, then in <c>../shared/ortools/native</c> of the folders above the program. The NuGet package
    /// Google.OrTools.runtime.linux-x64 carries the same files.
    /// </summary>
    public string? OrToolsPath { get; set; }
}
