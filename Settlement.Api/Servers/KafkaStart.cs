using System.Diagnostics;
using Settlement.Api.Cli;

namespace Settlement.Api.Servers;

/// <summary>A Kafka broker on this machine: the one that serves its usual port, or the one that lies beside the project.</summary>
internal static class KafkaStart
{
    private const string Usual = "127.0.0.1:9092";
    private const int FoldersUp = 8;

    /// <summary>Brokers refuse sessions under 6 s otherwise, and a killed engine's partitions would wait for as long. Read at start only.</summary>
    private const string ShortSessions = "group.min.session.timeout.ms=1500";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    public static async Task<OwnServer> StartAsync(string folder, CancellationToken cancellationToken)
    {
        if (await OwnServer.AnswersAsync(Usual))
        {
            return new OwnServer(Usual, "found running", null);
        }

        if (FindScript() is not { } script)
        {
            throw new UserErrorException(
                "Kafka is not running here, and there is none to start. Name one that runs elsewhere in SETTLEMENT_Kafka__BootstrapServers, start one on port 9092 "
                + "(https://kafka.apache.org/quickstart), or use the deployment of docker-compose.yml, which has one.");
        }

        if (Environment.GetEnvironmentVariable("JAVA_HOME") is null or "" && OwnServer.FindProgram("java") is null)
        {
            throw new UserErrorException("Kafka needs Java 17, which is not installed. Debian: apt-get install openjdk-17-jre-headless; macOS: brew install openjdk@17.");
        }

        Directory.CreateDirectory(folder);
        var address = await StartAsync(script, folder, cancellationToken);
        if (await AllowShortSessionsAsync(folder, cancellationToken))
        {
            await RunAsync(script, "stop", folder, cancellationToken);
            address = await StartAsync(script, folder, cancellationToken);
        }

        return new OwnServer(address, "started from " + script, () => RunAsync(script, "stop", folder, CancellationToken.None));
    }

    /// <summary>
    /// On a busy machine the script may look for its new process before that has become the broker, and give up; asked again it finds it running, and returns at
    /// once: so whether the broker serves is asked here.
    /// </summary>
    private static async Task<string> StartAsync(string script, string folder, CancellationToken cancellationToken)
    {
        string text;
        try
        {
            text = await RunAsync(script, "start", folder, cancellationToken);
        }
        catch (UserErrorException)
        {
            text = await RunAsync(script, "start", folder, cancellationToken);
        }

        var address = text.Trim().Split('\n')[^1];
        var started = Stopwatch.GetTimestamp();
        while (!await OwnServer.AnswersAsync(address))
        {
            if (Stopwatch.GetElapsedTime(started) > StartLimit)
            {
                throw new UserErrorException($"Kafka does not serve {address}; its log is in {folder}.");
            }

            await Task.Delay(Glance, cancellationToken);
        }

        return address;
    }

    /// <summary>Whether the settings that the first start wrote had to be changed.</summary>
    private static async Task<bool> AllowShortSessionsAsync(string folder, CancellationToken cancellationToken)
    {
        var settings = Path.Combine(folder, "broker", "node-1", "server.properties");
        if ((await File.ReadAllLinesAsync(settings, cancellationToken)).Contains(ShortSessions, StringComparer.Ordinal))
        {
            return false;
        }

        await File.AppendAllLinesAsync(settings, [ShortSessions], cancellationToken);
        return true;
    }

    private static string? FindScript()
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

    /// <summary>Output goes through a file: the broker inherits it, and would hold a pipe open.</summary>
    private static async Task<string> RunAsync(string script, string command, string folder, CancellationToken cancellationToken)
    {
        var output = Path.Combine(folder, command + ".out");
        using var process = Process.Start("bash", ["-c", "exec \"$0\" \"$1\" --dir \"$2\" >\"$3\" 2>&1 </dev/null", script, command, Path.Combine(folder, "broker"), output]);
        await process.WaitForExitAsync(cancellationToken);
        var text = File.Exists(output) ? await File.ReadAllTextAsync(output, cancellationToken) : "";
        return process.ExitCode == 0 ? text : throw new UserErrorException($"Kafka does not {command}: {text.Trim()}");
    }
}
