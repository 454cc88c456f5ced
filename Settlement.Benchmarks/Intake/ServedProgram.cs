using System.Diagnostics;
using System.Globalization;

namespace Settlement.Benchmarks.Intake;

/// <summary>The real program, served by a process of its own on a free port from a fresh data folder, which is deleted in the end.</summary>
internal sealed class ServedProgram : IAsyncDisposable
{
    /// <summary>Unpacking and initialising a database may come first.</summary>
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private ServedProgram(Process process, DirectoryInfo folder, Uri address)
    {
        _process = process;
        _folder = folder;
        Address = address;
    }

    public Uri Address { get; }

    /// <param name="arguments">Further arguments of <c>serve</c>.</param>
    public static async Task<ServedProgram> StartAsync(IEnumerable<string> arguments, CancellationToken stopped)
    {
        var folder = Directory.CreateTempSubdirectory("settlement-bench-");
        if (!OperatingSystem.IsWindows())
        {
            // The embedded server may run as another user and must pass through.
            File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
        }

        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, UseShellExecute = false };
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "settlement.dll"), "serve", "--port", "0", "--data", folder.FullName, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new InvalidOperationException("The program did not start.");
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopped);
            limit.CancelAfter(StartLimit);
            return new ServedProgram(process, folder, await ReadAddressAsync(process, limit.Token));
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            process.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // A clean stop: the database goes down with it.
        using (var signal = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            await signal.WaitForExitAsync();
        }

        using var limit = new CancellationTokenSource(StopLimit);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private static async Task<Uri> ReadAddressAsync(Process process, CancellationToken stopped)
    {
        while (await process.StandardOutput.ReadLineAsync(stopped) is { } line)
        {
            var at = line.IndexOf("http://", StringComparison.Ordinal);
            if (at >= 0 && line.Contains("Health", StringComparison.Ordinal))
            {
                var address = new Uri(line[at..].Trim());

                // Reads on, so that the program never waits for a full pipe.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, CancellationToken.None);
                return new Uri(address, "/");
            }
        }

        throw new InvalidOperationException("The program ended before it served.");
    }
}
