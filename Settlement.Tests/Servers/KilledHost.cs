using System.Diagnostics;
using System.Globalization;
using Settlement.Engine.Database;

namespace Settlement.Tests.Servers;

/// <summary>
/// The state that a host leaves when it is killed: its lock is released, its server runs on. Made by stopping a host in order and starting
/// the same server again with PostgreSQL's own command.
/// </summary>
internal sealed class KilledHost : IAsyncDisposable
{
    private readonly string _control;
    private readonly string _data;
    private readonly string? _user;

    private KilledHost(SettlementDatabase last, string control, string data, string? user)
    {
        OwnerConnectionString = last.OwnerConnectionString;
        _control = control;
        _data = data;
        _user = user;
    }

    public string OwnerConnectionString { get; }

    public int ServerProcessId => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    public bool ServerRuns => File.Exists(PidFile);

    private string PidFile => Path.Combine(_data, "postmaster.pid");

    public static async Task<KilledHost> LeaveServerRunningAsync(string dataFolder)
    {
        var database = await OwnPostgres.OpenAsync(dataFolder);
        KilledHost killed;
        await using (database)
        {
            using var server = Process.GetProcessById(database.Embedded!.ProcessId!.Value);
            var control = Path.Combine(ProgramsOf(dataFolder), OperatingSystem.IsWindows() ? "pg_ctl.exe" : "pg_ctl");
            killed = new KilledHost(
                database, control, Path.Combine(dataFolder, "pg", "data"), Environment.IsPrivilegedProcess ? UserOf(server) : null);
        }

        await killed.ControlAsync("start", "-l", Path.Combine(dataFolder, "pg", "log", "test.log"));
        return killed;
    }

    public async ValueTask DisposeAsync()
    {
        if (ServerRuns)
        {
            await ControlAsync("stop", "-m", "immediate");
        }
    }

    private static string ProgramsOf(string dataFolder)
    {
        // The command that last started the server: "/folder/postgres "-D" ...".
        var command = File.ReadAllText(Path.Combine(dataFolder, "pg", "data", "postmaster.opts"));
        return Path.GetDirectoryName(command[..command.IndexOf(" \"", StringComparison.Ordinal)])!;
    }

    private static string UserOf(Process process)
    {
        var status = File.ReadLines($"/proc/{process.Id}/status");
        var id = status.First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1];
        return File.ReadLines("/etc/passwd").Select(line => line.Split(':')).First(fields => fields[2] == id)[0];
    }

    private async Task ControlAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(_control, [command, "-w", "-s", "-D", _data, .. arguments])
        {
            WorkingDirectory = Path.GetTempPath(),
        };
        if (_user is not null && !OperatingSystem.IsWindows())
        {
            start.UserName = _user;
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"pg_ctl {command} failed with exit code {process.ExitCode}.");
        }
    }
}
