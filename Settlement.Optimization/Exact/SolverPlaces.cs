namespace Settlement.Optimization.Exact;

/// <summary>Where native libraries are looked for, first to last.</summary>
internal static class SolverPlaces
{
    private const string OrToolsName = "libortools.so.9";

    /// <summary>Folders above the program that are asked for <c>shared/ortools/native</c> beside them.</summary>
    private const int MaxFoldersAbove = 8;

    public static IEnumerable<string> OrTools(SolverOptions options)
    {
        if (options.OrToolsPath is { Length: > 0 } path)
        {
            // A place that was named is the only one: a typing error must not be hidden by another library.
            return [Directory.Exists(path) ? Path.Combine(Path.GetFullPath(path), OrToolsName) : Path.GetFullPath(path)];
        }

        return [Path.Combine(AppContext.BaseDirectory, OrToolsName), OrToolsName, .. Above(Path.Combine("shared", "ortools", "native", OrToolsName))];
    }

    /// <summary>Debian's and Fedora's library, then the one that OR-Tools brings along.</summary>
    public static IEnumerable<string> Cbc(SolverOptions options)
    {
        const string bundled = "libCbcSolver.so.2";
        return ["libCbcSolver.so.3", bundled, .. OrTools(options).Select(place => Path.Combine(Path.GetDirectoryName(place) ?? "", bundled))];
    }

    private static IEnumerable<string> Above(string relative)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        for (var level = 0; level < MaxFoldersAbove && folder is not null; level++, folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, relative);
            if (File.Exists(candidate))
            {
                yield return candidate;
            }
        }
    }
}
