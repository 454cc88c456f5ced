using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Api.Servers;
using Settlement.Engine.Redis;
using Xunit;

[assembly: AssemblyFixture(typeof(Settlement.Tests.Servers.RedisFixture))]

namespace Settlement.Tests.Servers;

/// <summary>The Redis of a test run, started when the first test asks for it; tests use scopes of their own. Missing, it skips them, and fails in CI.</summary>
public sealed class RedisFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new("settlement-redis");
    private readonly SemaphoreSlim _starting = new(1);
    private OwnServer? _server;
    private int _scopes;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Options with a scope of their own.</summary>
    public async Task<RedisOptions> OptionsAsync() => new()
    {
        Address = await StartedAsync(),
        Scope = string.Create(CultureInfo.InvariantCulture, $"t{Interlocked.Increment(ref _scopes)}"),
        TimeoutMilliseconds = 5_000,
    };

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Dispose();
        _starting.Dispose();
    }

    /// <summary>A Redis that a test may kill.</summary>
    internal static Task<OwnServer> StartOwnAsync(string folder)
    {
        RequireTools();
        return RedisStart.StartAsync(folder, TestContext.Current.CancellationToken);
    }

    internal static RedisServer Connect(RedisOptions options) => new(Options.Create(options), NullLogger<RedisServer>.Instance);

    private static void RequireTools()
    {
        if (OwnServer.FindProgram("redis-server") is null)
        {
            throw PostgresServer.Skip("redis-server is not installed (Debian: apt-get install redis-server).");
        }
    }

    private async Task<string> StartedAsync()
    {
        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _server ??= await StartOwnAsync(_folder["redis"]);
            return _server.Address;
        }
        finally
        {
            _starting.Release();
        }
    }
}
