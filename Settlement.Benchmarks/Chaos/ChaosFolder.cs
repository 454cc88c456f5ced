using System.Diagnostics;

namespace Settlement.Benchmarks.Chaos;

/// <summary>
/// The folder of a deployment under test. As root on Linux it can be a small disk of its own (tmpfs), which a fault may fill; elsewhere it is an
/// ordinary folder, and that fault is left out.
/// </summary>
internal sealed class ChaosFolder : IAsyncDisposable
{
    /// <summary>Room for the schema, its log and some ten thousand payments.</summary>
    private const string Size = "1g";

    private const UnixFileMode PassThrough = UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private readonly DirectoryInfo _folder;

    private ChaosFolder(DirectoryInfo folder, bool isSmallDisk) => (_folder, IsSmallDisk) = (folder, isSmallDisk);

    public string Path => _folder.FullName;

    /// <summary>Whether <see cref="Fill"/> fills a disk that is this folder's alone.</summary>
    public bool IsSmallDisk { get; }

    private string Ballast => System.IO.Path.Combine(Path, "ballast");

    public static async Task<ChaosFolder> CreateAsync(bool smallDisk)
    {
        var folder = Directory.CreateTempSubdirectory("settlement-chaos-");
        var isMounted = smallDisk && OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess
            && await RunAsync("mount", "-t", "tmpfs", "-o", $"size={Size},mode=0711", "settlement-chaos", folder.FullName);
        if (!OperatingSystem.IsWindows())
        {
            // PostgreSQL may run as another user and must pass through.
            File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | PassThrough);
        }

        return new ChaosFolder(folder, isMounted);
    }

    /// <summary>Writes until nothing more fits.</summary>
    public void Fill()
    {
        if (!IsSmallDisk)
        {
            throw new InvalidOperationException("only a disk of its own may be filled");
        }

        var block = new byte[1 << 20];
        using var file = new FileStream(Ballast, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(block);
                block = block.Length > 4_096 && new DriveInfo(Path).AvailableFreeSpace < block.Length ? new byte[4_096] : block;
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    public void Empty() => File.Delete(Ballast);

    public async ValueTask DisposeAsync()
    {
        if (IsSmallDisk)
        {
            await RunAsync("umount", "--lazy", Path);
        }

        _folder.Delete(recursive: true);
    }

    private static async Task<bool> RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true, UseShellExecute = false });
        if (process is null)
        {
            return false;
        }

        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}
