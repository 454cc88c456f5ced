using System.Diagnostics;

namespace Settlement.Benchmarks.Chaos;

/// <summary>One Kafka broker of one's own in a fresh folder, by the script of <c>../shared/kafka</c>; it may be killed and started again on what it had.</summary>
internal sealed class KafkaBroker : IAsyncDisposable
{
    private const int FoldersUp = 8;

    /// <summary>
    /// What a deployment sets that wants a dead engine replaced within seconds: brokers refuse sessions under 6 s otherwise. Read at start only.
    /// </summary>
    private const string ShortSessions = "group.min.session.timeout.ms=1500";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settlement-kafka-");
    private readonly string _script;

    private KafkaBroker(string script) => _script = script;

    /// <summary>host:port.</summary>
    public string Address { get; private set; } = "";

    private string Home => Path.Combine(_folder.FullName, "broker");

    /// <summary>Why there can be none here, for people; null: there can.</summary>
    public static string? FindObstacle() => FindScript() is null ? "Apache Kafka is not at ../shared/kafka."
        : HasJava() ? null : "No Java was found: install a Java 17 runtime (Debian: openjdk-17-jre-headless).";

    /// <summary>Starts one; returns when it serves.</summary>
    public static async Task<KafkaBroker> StartAsync()
    {
        var broker = new KafkaBroker(FindScript() ?? throw new FileNotFoundException(FindObstacle()));
        try
        {
            await broker.StartAgainAsync();
            await broker.KillAsync();
            await File.AppendAllLinesAsync(Path.Combine(broker.Home, "node-1", "server.properties"), [ShortSessions]);
            await broker.StartAgainAsync();
            return broker;
        }
        catch
        {
            await broker.DisposeAsync();
            throw;
        }
    }

    /// <summary>kill -9.</summary>
    public Task KillAsync() => RunAsync(_script, "kill", "--dir", Home);

    /// <summary>Starts it on what it had stored; returns when it serves.</summary>
    public async Task StartAgainAsync() => Address = await StartAsync(_script, Home);

    /// <summary>Starts one broker in a folder by the script.</summary>
    /// <remarks>
    /// On a busy machine the script may look for its new process before that has become the broker, and give up; asked again it finds it running, and returns at once.
    /// </remarks>
    /// <returns>host:port; the broker serves.</returns>
    internal static async Task<string> StartAsync(string script, string home)
    {
        string[] start = ["start", "--dir", home, "--nodes", "1", "--heap", "256m"];
        string text;
        try
        {
            text = await RunAsync(script, start);
        }
        catch (InvalidOperationException)
        {
            text = await RunAsync(script, start);
        }

        var log = Path.Combine(home, "node-1", "server.log");
        await Deadline.UntilAsync(
            async () => File.Exists(log) && (await File.ReadAllTextAsync(log)).Contains("Kafka Server started", StringComparison.Ordinal), StartLimit, () => "the Kafka broker does not serve");
        return text.Trim().Split('\n')[^1];
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _folder.Delete(recursive: true);
    }

    /// <summary>The script beside the project, or null.</summary>
    internal static string? FindScript()
    {
        var at = new DirectoryInfo(AppContext.BaseDirectory);
        for (var up = 0; up < FoldersUp && at is not null; up++, at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Settlement.sln")))
            {
                var script = Path.GetFullPath(Path.Combine(at.FullName, "..", "shared", "kafka", "kafka"));
                return File.Exists(script) ? script : null;
            }
        }

        return null;
    }

    /// <summary>Runs the script; its output goes through a file, since the broker would hold a pipe open.</summary>
    internal static async Task<string> RunAsync(string script, params string[] arguments)
    {
        var output = Path.GetTempFileName();
        try
        {
            var start = new ProcessStartInfo("bash") { UseShellExecute = false };
            foreach (var argument in (string[])["-c", "exec \"$@\" >\"$0\" 2>&1 </dev/null", output, script, .. arguments])
            {
                start.ArgumentList.Add(argument);
            }

            using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
            await process.WaitForExitAsync();
            var text = await File.ReadAllTextAsync(output);
            return process.ExitCode == 0 ? text : throw new InvalidOperationException($"kafka {arguments[0]} failed: {text}");
        }
        finally
        {
            File.Delete(output);
        }
    }

    private static bool HasJava()
    {
        var home = Environment.GetEnvironmentVariable("JAVA_HOME");
        var folders = home is { Length: > 0 } ? [Path.Combine(home, "bin")] : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return folders.Any(folder => File.Exists(Path.Combine(folder, "java")));
    }
}
