using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Settlement.Api.Cli;

namespace Settlement.Api.Servers;

/// <summary>A server on this machine that the program uses, and stops if it started it.</summary>
/// <param name="Address">host:port.</param>
/// <param name="Origin">For people: where it comes from.</param>
/// <param name="Stop">Null when somebody else's.</param>
internal sealed record OwnServer(string Address, string Origin, Func<Task>? Stop) : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(50);

    public async ValueTask DisposeAsync()
    {
        if (Stop is not null)
        {
            await Stop();
        }
    }

    /// <summary>The program of that name on the path; null when there is none.</summary>
    public static string? FindProgram(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append("/usr/sbin").Append("/usr/local/sbin").Append("/opt/homebrew/bin")
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? name + ".exe" : name))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts a program that serves a port, and waits until it does. One that a killed host left behind is used again.</summary>
    /// <param name="folder">Holds its data, its log and the address that it was given.</param>
    public static async Task<OwnServer> StartAsync(
        string name, string program, string folder, Func<int, IEnumerable<string>> arguments, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        var note = Path.Combine(folder, "address");
        if (File.Exists(note) && await File.ReadAllLinesAsync(note, cancellationToken) is [var known, var pid, ..] && await AnswersAsync(known)
            && Process.GetProcesses().FirstOrDefault(process => process.Id.ToString(CultureInfo.InvariantCulture) == pid && process.ProcessName == Path.GetFileName(program)) is { } left)
        {
            return new OwnServer(known, "left by a host that was killed, used again", () => StopAsync(left));
        }

        var port = FreePort();
        var address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");
        var start = new ProcessStartInfo(program) { UseShellExecute = false, WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments(port))
        {
            start.ArgumentList.Add(argument);
        }

        var process = Process.Start(start) ?? throw new UserErrorException($"{name} does not start: {program}.");
        _ = DrainAsync(process.StandardOutput);
        _ = DrainAsync(process.StandardError);
        await File.WriteAllLinesAsync(note, [address, process.Id.ToString(CultureInfo.InvariantCulture)], cancellationToken);
        var started = Stopwatch.GetTimestamp();
        while (!await AnswersAsync(address))
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                await StopAsync(process);
                throw new UserErrorException($"{name} does not start; try '{program} {string.Join(' ', start.ArgumentList)}' in {folder} to see why.");
            }

            await Task.Delay(Glance, cancellationToken);
        }

        return new OwnServer(address, $"started from {program}", () => StopAsync(process));
    }

    public static async Task<bool> AnswersAsync(string address)
    {
        var colon = address.LastIndexOf(':');
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(address[..colon], int.Parse(address[(colon + 1)..], CultureInfo.InvariantCulture));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The server writes a log of its own where it should; a pipe that nobody reads would stop it.</summary>
    private static async Task DrainAsync(StreamReader output) => await output.BaseStream.CopyToAsync(Stream.Null);

    private static async Task StopAsync(Process process)
    {
        using (process)
        {
            if (process.HasExited)
            {
                return;
            }

            using (var signal = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]))
            {
                await signal.WaitForExitAsync();
            }

            using var limit = new CancellationTokenSource(StopLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}
