using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Settlement.Benchmarks.Chaos;

/// <summary>One Redis of one's own with its append-only file, on a free loopback port; it may be killed and started again on what it had.</summary>
internal sealed class RedisNode : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(15);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settlement-redis-");
    private readonly string _program;
    private readonly int _port = FreePort();
    private Process? _process;

    private RedisNode(string program) => _program = program;

    /// <summary>How to get the program where it is missing.</summary>
    public static string Missing => "redis-server is not installed: Debian's package is redis-server, Fedora's redis, Homebrew's redis.";

    /// <summary>host:port.</summary>
    public string Address => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{_port}");

    /// <summary>The program on the path, or null.</summary>
    public static string? FindProgram() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "redis-server.exe" : "redis-server"))
        .FirstOrDefault(File.Exists);

    public static async Task<RedisNode> StartAsync()
    {
        var node = new RedisNode(FindProgram() ?? throw new FileNotFoundException(Missing));
        try
        {
            await node.StartAgainAsync();
            return node;
        }
        catch
        {
            await node.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _process = null;
        }
    }

    /// <summary>Starts it on what it had stored; returns when it serves.</summary>
    public async Task StartAgainAsync()
    {
        string[] arguments =
        [
            "--port", _port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--dir", _folder.FullName, "--appendonly", "yes", "--save", "",
            "--logfile", "redis.log",
        ];
        _process = Process.Start(new ProcessStartInfo(_program, arguments) { UseShellExecute = false, WorkingDirectory = _folder.FullName })
            ?? throw new InvalidOperationException("Redis does not start");
        await Deadline.UntilAsync(AnswersAsync, StartLimit, () => "Redis does not start");
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task<bool> AnswersAsync()
    {
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, _port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
