using System.Globalization;

namespace Settlement.Benchmarks.Chaos;

/// <summary>The servers of a deployment beside PostgreSQL, and how its programs are told of them. Each engine reaches etcd through proxies of its own.</summary>
internal sealed class ChaosServers : IAsyncDisposable
{
    private readonly List<TcpProxy>[] _proxies;

    private ChaosServers(int engines) => _proxies = [.. Enumerable.Range(0, engines).Select(_ => new List<TcpProxy>())];

    /// <summary>Null where it is not used: then PostgreSQL keeps leases and consensus log.</summary>
    public EtcdCluster? Etcd { get; private set; }

    /// <summary>Null where it is not used: then PostgreSQL keeps the intake log.</summary>
    public KafkaBroker? Kafka { get; private set; }

    /// <summary>Null where it is not used: then PostgreSQL alone knows the idempotency keys.</summary>
    public RedisNode? Redis { get; private set; }

    public static async Task<ChaosServers> StartAsync(ChaosParts parts, int engines)
    {
        var servers = new ChaosServers(engines);
        try
        {
            servers.Kafka = parts.Kafka ? await KafkaBroker.StartAsync() : null;
            servers.Redis = parts.Redis ? await RedisNode.StartAsync() : null;
            servers.Etcd = parts.Etcd ? await EtcdCluster.StartAsync() : null;
            foreach (var proxies in servers._proxies)
            {
                proxies.AddRange(servers.Etcd is { } etcd ? Enumerable.Range(0, EtcdCluster.Nodes).Select(node => new TcpProxy(etcd.PortOf(node))) : []);
            }

            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Arguments of <c>serve</c>.</summary>
    public IEnumerable<string> Arguments()
    {
        string?[] with = [Kafka is null ? null : "kafka", Redis is null ? null : "redis"];
        var words = string.Join(',', with.OfType<string>());
        return words.Length == 0 ? [] : ["--with", words];
    }

    /// <summary>Settings of a program.</summary>
    /// <param name="engine">The engine's number; null: the API.</param>
    public IEnumerable<KeyValuePair<string, string>> Settings(int? engine)
    {
        if (Etcd is not null)
        {
            yield return new("Matching__Log", "etcd");
            yield return new("Leadership__Leases", "etcd");
            yield return new("Etcd__Endpoints", engine is { } number
                ? string.Join(',', _proxies[number].Select(proxy => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{proxy.Port}")))
                : Etcd.Endpoints);
        }

        if (Kafka is not null)
        {
            yield return new("Kafka__BootstrapServers", Kafka.Address);
            yield return new("Kafka__Partitions", "4");
            yield return new("Kafka__SessionTimeoutMilliseconds", "2000");
            yield return new("Kafka__CommitMilliseconds", "200");
        }

        if (Redis is not null)
        {
            yield return new("Redis__Address", Redis.Address);
        }
    }

    public void Partition(int engine) => _proxies[engine].ForEach(proxy => proxy.Drop());

    public void Reconnect(int engine) => _proxies[engine].ForEach(proxy => proxy.Restore());

    public async ValueTask DisposeAsync()
    {
        foreach (var proxy in _proxies.SelectMany(proxies => proxies))
        {
            await proxy.DisposeAsync();
        }

        foreach (var server in new IAsyncDisposable?[] { Etcd, Redis, Kafka }.OfType<IAsyncDisposable>())
        {
            await server.DisposeAsync();
        }
    }
}
