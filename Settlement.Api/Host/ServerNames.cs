namespace Settlement.Api.Host;

/// <summary>The servers that can take over from the database's own parts, as <c>--with</c> and <c>Host:With</c> name them.</summary>
public static class ServerNames
{
    public const string Kafka = "kafka";
    public const string Redis = "redis";
    public const string Etcd = "etcd";
}
