using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Settlement.Engine.Database;
using Xunit;

namespace Settlement.Tests.Servers;

/// <summary>
/// A server for one test alone, which may stop, start and kill it: for what must survive an outage. Durable as in production, unlike the
/// one that the test run shares.
/// </summary>
public sealed class OwnPostgres : IAsyncDisposable
{
    private readonly TemporaryFolder _folder;

    private OwnPostgres(TemporaryFolder folder, SettlementDatabase database)
    {
        _folder = folder;
        Database = database;
    }

    /// <summary>Open and migrated; its connection strings hold through every stop and start.</summary>
    public SettlementDatabase Database { get; }

    private EmbeddedPostgres Server => Database.Embedded!;

    /// <summary>Starts one; skips or fails the test where PostgreSQL is missing.</summary>
    public static async Task<OwnPostgres> StartAsync()
    {
        var folder = new TemporaryFolder("settlement-own");
        try
        {
            return new OwnPostgres(folder, await OpenAsync(folder.Path));
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Stops the server cleanly; it stays away until <see cref="StartServerAsync"/>.</summary>
    public Task StopServerAsync() => Server.StopServerAsync(CancellationToken.None);

    public Task StartServerAsync() => Server.StartServerAsync(CancellationToken.None);

    /// <summary>Kills the server (SIGKILL) and returns its process; the host starts it again by itself.</summary>
    public int KillServer()
    {
        using var process = Process.GetProcessById(Server.ProcessId ?? throw new InvalidOperationException("The server does not run."));
        process.Kill();
        process.WaitForExit();
        return process.Id;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }

    internal static DatabaseOptions OptionsFor(string folder) => new()
    {
        DataFolder = folder,
        CacheFolder = PostgresServer.Cache,
        Settings = { ["shared_buffers"] = "32MB", ["min_wal_size"] = "64MB" },
    };

    internal static async Task<SettlementDatabase> OpenAsync(string folder)
    {
        try
        {
            return await SettlementDatabase.OpenAsync(
                OptionsFor(folder), TimeProvider.System, NullLoggerFactory.Instance, TestContext.Current.CancellationToken);
        }
        catch (PostgresMissingException missing)
        {
            throw PostgresServer.Skip(missing.Message);
        }
    }
}
