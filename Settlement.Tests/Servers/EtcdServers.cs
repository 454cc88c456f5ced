using System.Globalization;
using Microsoft.Extensions.Options;
using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Etcd;
using Xunit;

[assembly: AssemblyFixture(typeof(Settlement.Tests.Servers.EtcdServers))]

namespace Settlement.Tests.Servers;

/// <summary>The etcd cluster of a test run, three nodes, started when the first test asks for it. Tests share it and nobody kills it: each has a prefix of its own.</summary>
public sealed class EtcdServers : IAsyncLifetime
{
    private readonly SemaphoreSlim _starting = new(1);
    private EtcdCluster? _cluster;
    private int _prefixes;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>Options for a place of the test's own on the cluster. Where etcd is missing the test is skipped with the reason, in CI it fails.</summary>
    public async Task<EtcdOptions> CreatePlaceAsync()
    {
        if (EtcdCluster.FindProgram() is null)
        {
            throw PostgresServer.Skip(EtcdCluster.Missing);
        }

        await _starting.WaitAsync(TestContext.Current.CancellationToken);
        try
        {
            _cluster ??= await EtcdCluster.StartAsync();
        }
        finally
        {
            _starting.Release();
        }

        var number = Interlocked.Increment(ref _prefixes).ToString(CultureInfo.InvariantCulture);
        return new EtcdOptions { Endpoints = _cluster.Endpoints, Prefix = $"test-{number}/" };
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _starting.Dispose();
    }

    internal static EtcdClient Client(EtcdOptions options) => new(Options.Create(options), TimeProvider.System);
}
