using Settlement.Api.Host;
using Settlement.Engine.Kafka;

namespace Settlement.Benchmarks.Chaos;

/// <summary>Which servers a deployment under test has beside PostgreSQL; what it has not PostgreSQL does.</summary>
internal sealed record ChaosParts(bool Etcd = false, bool Kafka = false, bool Redis = false)
{
    /// <summary>All that this machine has, and why the rest is missing.</summary>
    public static (ChaosParts Parts, IReadOnlyList<string> Missing) Find()
    {
        var kafka = KafkaBroker.FindObstacle() ?? FindLibraryObstacle();
        var parts = new ChaosParts(EtcdCluster.FindProgram() is not null, kafka is null, RedisNode.FindProgram() is not null);
        string?[] missing = [parts.Etcd ? null : EtcdCluster.Missing, kafka, parts.Redis ? null : RedisNode.Missing];
        return (parts, [.. missing.OfType<string>()]);
    }

    public ChaosParts Without(IReadOnlyList<string> servers)
    {
        return new ChaosParts(Etcd && Keeps(ServerNames.Etcd), Kafka && Keeps(ServerNames.Kafka), Redis && Keeps(ServerNames.Redis));

        bool Keeps(string server) => !servers.Contains(server, StringComparer.Ordinal);
    }

    public override string ToString()
    {
        string?[] used = ["PostgreSQL", Etcd ? "three etcd nodes" : null, Kafka ? "a Kafka broker" : null, Redis ? "Redis" : null];
        return string.Join(", ", used.OfType<string>());
    }

    private static string? FindLibraryObstacle()
    {
        try
        {
            KafkaLibrary.Load(null);
            return null;
        }
        catch (KafkaSetupException missing)
        {
            return missing.Message;
        }
    }
}
