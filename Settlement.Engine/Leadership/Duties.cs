using System.Globalization;

namespace Settlement.Engine.Leadership;

/// <summary>What engines share among themselves: one lease each.</summary>
public static class Duties
{
    /// <summary>Reads the intake log and starts sagas, in the log's order.</summary>
    public const string Intake = "intake";

    /// <summary>Plans closing windows and RTGS rounds; one at a time, so that a plan sees the reservations of those before it.</summary>
    public const string Planning = "planning";

    /// <summary>Finishes windows and makes their reports.</summary>
    public const string Windows = "windows";

    /// <summary>Records etcd's decisions in PostgreSQL; nothing to do where the consensus log is PostgreSQL's.</summary>
    public const string Audit = "audit";

    /// <summary>Relays the saga events to Kafka; nothing to do where there is none.</summary>
    public const string Relay = "relay";

    /// <summary>
    /// Parts that batches fall into by their saga's id. A constant: engines that disagreed about it would carry the same batch at once. Eight
    /// are enough for the few engines that one database can feed, and few enough to be renewed in one statement.
    /// </summary>
    public const int BatchShards = 8;

    private const string BatchPrefix = "batches/";

    /// <summary>Duties that one engine has as a whole, in the order in which an engine that starts alone takes them.</summary>
    public static IReadOnlyList<string> Single { get; } = [Intake, Planning, Windows, Audit, Relay];

    /// <summary>The lease of each shard of the batches.</summary>
    public static IReadOnlyList<string> Shards { get; } =
        [.. Enumerable.Range(0, BatchShards).Select(shard => BatchPrefix + shard.ToString(CultureInfo.InvariantCulture))];

    /// <summary>The shard of a batch: of the last byte of its saga's id, which is a digest and therefore spread evenly.</summary>
    public static int ShardOf(Guid sagaId)
    {
        Span<byte> bytes = stackalloc byte[16];
        sagaId.TryWriteBytes(bytes, bigEndian: true, out _);
        return bytes[15] % BatchShards;
    }

    /// <summary>Leases that one of some engines should hold: its share, rounded up.</summary>
    public static int ShareOf(int engines) => (Single.Count + BatchShards + engines - 1) / engines;
}
