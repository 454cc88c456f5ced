using System.Globalization;

namespace Settlement.Engine.Database;

/// <summary>An installation of PostgreSQL: the folder that holds its programs and its major version.</summary>
internal sealed record PostgresBinaries(string Folder, int MajorVersion)
{
    /// <summary>The oldest major version that the schema is kept to.</summary>
    public const int OldestVersion = 14;

    private static readonly string[] Programs = ["postgres", "initdb", "pg_ctl"];

    public string InitDb => ProgramIn(Folder, "initdb");

    public string Control => ProgramIn(Folder, "pg_ctl");

    /// <summary>
    /// The installation to use: of the cluster's version where there is a cluster, else the first of the configured folder, the
    /// search path, the platform's usual places (newest first) and the fetched package.
    /// </summary>
    public static async Task<PostgresBinaries> FindAsync(
        DatabaseOptions options,
        ClusterFolder cluster,
        ServiceAccount account,
        PostgresPackage package,
        CancellationToken cancellationToken)
    {
        var wanted = cluster.MajorVersion;
        var seen = new List<PostgresBinaries>();
        foreach (var folder in FoldersOf(options))
        {
            if (await InspectAsync(folder, account, cancellationToken) is not { } found)
            {
                continue;
            }

            if (found.MajorVersion >= OldestVersion && (wanted is null || found.MajorVersion == wanted))
            {
                return found;
            }

            seen.Add(found);
        }

        if (string.IsNullOrEmpty(options.BinFolder) && options.Source != PostgresSource.Installed
            && await package.FetchAsync(wanted, cancellationToken) is { } fetched
            && await InspectAsync(fetched, account, cancellationToken) is { } unpacked)
        {
            return unpacked;
        }

        throw Missing(options, cluster, wanted, seen, package);
    }

    private static IEnumerable<string> FoldersOf(DatabaseOptions options)
    {
        if (!string.IsNullOrEmpty(options.BinFolder))
        {
            return [Path.GetFullPath(options.BinFolder)];
        }

        return options.Source == PostgresSource.Package
            ? []
            : FromSearchPath().Concat(UsualFolders.SelectMany(Newest)).Distinct(StringComparer.Ordinal);
    }

    private static string[] UsualFolders =>
        OperatingSystem.IsWindows() ?
        [
            Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "PostgreSQL", "*", "bin"),
        ]
        : OperatingSystem.IsMacOS() ?
        [
            "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin", "/Applications/Postgres.app/Contents/Versions/*/bin",
            "/Library/PostgreSQL/*/bin",
        ]
        :
        [
            "/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/libexec/postgresql*", "/usr/lib/postgresql*/bin",
            "/usr/local/pgsql/bin", "/usr/local/bin",
        ];

    /// <summary>Folders that a pattern with one star stands for, the highest version in the star's place first.</summary>
    private static IEnumerable<string> Newest(string pattern)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        if (star < 0)
        {
            return [pattern];
        }

        var parent = Path.GetDirectoryName(pattern[..(star + 1)])!;
        var rest = pattern[(star + 1)..].TrimStart(Path.DirectorySeparatorChar, '/');
        var prefix = Path.GetFileName(pattern[..star]);
        return !Directory.Exists(parent) ? [] : Directory.EnumerateDirectories(parent, prefix + "*")
            .OrderByDescending(VersionIn)
            .Select(folder => Path.Combine(folder, rest));
    }

    private static double VersionIn(string folder)
    {
        var digits = string.Concat(Path.GetFileName(folder).Where(letter => char.IsAsciiDigit(letter) || letter == '.')).Trim('.');
        return double.TryParse(digits, CultureInfo.InvariantCulture, out var version) ? version : 0;
    }

    /// <summary>A program on the search path is often a link into the folder where its companions and libraries are.</summary>
    private static IEnumerable<string> FromSearchPath() =>
        from folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        let program = new FileInfo(ProgramIn(folder, "postgres"))
        where program.Exists
        select Path.GetDirectoryName((program.ResolveLinkTarget(returnFinalTarget: true) ?? program).FullName)!;

    private static async Task<PostgresBinaries?> InspectAsync(string folder, ServiceAccount account, CancellationToken cancellationToken)
    {
        if (!Programs.All(program => File.Exists(ProgramIn(folder, program))))
        {
            return null;
        }

        // "postgres (PostgreSQL) 15.18 (Debian ...)". A package of another processor or C library fails here and is passed over.
        var result = await account.RunAsync(ProgramIn(folder, "postgres"), ["--version"], folder, cancellationToken);
        var words = result.Output.Split(' ');
        return result.Succeeded && words.Length >= 3 && int.TryParse(words[2].Split('.')[0], CultureInfo.InvariantCulture, out var major)
            ? new PostgresBinaries(folder, major)
            : null;
    }

    private static PostgresMissingException Missing(
        DatabaseOptions options, ClusterFolder cluster, int? wanted, List<PostgresBinaries> seen, PostgresPackage package)
    {
        var need = wanted is { } version
            ? $"PostgreSQL {version}, which made the cluster in {cluster.Root},"
            : $"PostgreSQL {OldestVersion} or newer";
        var found = seen.Count == 0 ? "" : $" Found only: {string.Join(", ", seen.Select(one => $"{one.MajorVersion} in {one.Folder}"))}.";
        var where = !string.IsNullOrEmpty(options.BinFolder) ? $"in Database:BinFolder {options.BinFolder}"
            : options.Source == PostgresSource.Package ? "as the package that Database:Source asks for"
            : "in the search path and the usual folders";
        var fetch = package.Problem is { } problem ? $" The package does not serve: {problem}." : "";
        return new PostgresMissingException(
            $"{need} was not found {where}.{found}{fetch} Install it (Debian and Ubuntu: apt-get install postgresql; "
            + "macOS: brew install postgresql@17; Windows: the installer of postgresql.org), or install npm so that it can be fetched, "
            + "or set Database:BinFolder to its bin folder, or set Database:ConnectionString to use a server that is running.");
    }

    private static string ProgramIn(string folder, string name) => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name);
}
