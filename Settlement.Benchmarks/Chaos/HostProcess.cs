using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>The real program as a child process.</summary>
internal sealed class HostProcess : IDisposable
{
    private const int KeptLines = 400;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(40);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ConcurrentQueue<string> _log = new();

    private bool _isDisposed;

    private HostProcess(Process process) => _process = process;

    public static string Program => Path.Combine(AppContext.BaseDirectory, "settlement.dll");

    public Uri Address { get; private set; } = new("http://localhost");

    /// <summary>The last lines of the program's log.</summary>
    public string Log => string.Join('\n', _log.TakeLast(30));

    /// <summary>Lines at error level or above that name a bug, not an outage.</summary>
    public IEnumerable<string> Errors => _log.Where(line =>
        line.Contains(" fatal ", StringComparison.Ordinal) || line.Contains(" answered 500", StringComparison.Ordinal)
        || line.Contains("dead letter", StringComparison.Ordinal));

    public int ProcessId => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts it; returns when it serves.</summary>
    /// <param name="arguments">Of <c>serve</c>, beside the port.</param>
    /// <param name="settings">Section and name, such as <c>Execution__BaseDelayMilliseconds</c>.</param>
    public static async Task<HostProcess> StartAsync(IEnumerable<string> arguments, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = new ProcessStartInfo("dotnet", [Program, "serve", "--port", "0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var (name, value) in settings)
        {
            start.Environment["SETTLEMENT_" + name] = value;
        }

        var host = new HostProcess(new Process { StartInfo = start, EnableRaisingEvents = true });
        try
        {
            await host.ServesAsync();
            return host;
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await Signal.SendAsync(Signal.Terminate, _process.Id);
        await _process.WaitForExitAsync().WaitAsync(StopLimit);
        return _process.ExitCode;
    }

    /// <summary>The PostgreSQL server that works in a data folder; null: none.</summary>
    public static int? ServerOf(string dataFolder)
    {
        var file = Path.Combine(dataFolder, "pg", "data", "postmaster.pid");
        return File.Exists(file) && File.ReadLines(file).FirstOrDefault() is { } line
            && int.TryParse(line, CultureInfo.InvariantCulture, out var process) && IsServerOf(process, dataFolder)
            ? process
            : null;
    }

    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static bool IsServerOf(int process, string dataFolder)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/cmdline").Contains(dataFolder, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            return false;
        }
    }

    private async Task ServesAsync()
    {
        _process.OutputDataReceived += (_, line) => NoteAddress(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Exited += (_, _) => _address.TrySetException(new InvalidOperationException($"the program ended while it started:\n{Log}"));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        try
        {
            Address = await _address.Task.WaitAsync(StartLimit);
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"the program does not serve within {StartLimit.TotalSeconds:0} s:\n{Log}", late);
        }
    }

    private void NoteAddress(string? line)
    {
        const string Health = "Health";
        var text = line?.Trim() ?? "";
        if (text.StartsWith(Health, StringComparison.Ordinal))
        {
            _address.TrySetResult(new Uri(text[Health.Length..].Trim()[..^"/health".Length]));
        }
    }

    private void Note(string? line)
    {
        if (line is not null)
        {
            _log.Enqueue(line);
            while (_log.Count > KeptLines)
            {
                _log.TryDequeue(out _);
            }
        }
    }
}
