using System.Net;
using Npgsql;

namespace Settlement.Engine.Database;

/// <summary>How to connect to an embedded cluster: on loopback, by a password that stands in its folder.</summary>
internal static class ClusterConnection
{
    public const string Owner = "settlement_owner";
    public const string Database = "settlement";

    private const int TimeoutSeconds = 5;

    /// <summary>The role that made the cluster and owns everything in it.</summary>
    public static string ForOwner(ClusterFolder folder, int port) => For(Owner, folder.OwnerPassword, port, Database).ConnectionString;

    /// <summary>The role as which the system works.</summary>
    public static string ForApplication(ClusterFolder folder, int port) =>
        For(ApplicationRole.Name, folder.ApplicationPassword, port, Database).ConnectionString;

    /// <summary>The owner in the database that every cluster has, for one use: no idle session lingers.</summary>
    public static NpgsqlConnection ForMaintenance(ClusterFolder folder, int port)
    {
        var settings = For(Owner, folder.OwnerPassword, port, "postgres");
        settings.Pooling = false;
        return new NpgsqlConnection(settings.ConnectionString);
    }

    private static NpgsqlConnectionStringBuilder For(string role, string password, int port, string database) => new()
    {
        Host = IPAddress.Loopback.ToString(),
        Port = port,
        Database = database,
        Username = role,
        Password = password,
        Timeout = TimeoutSeconds,
    };
}
