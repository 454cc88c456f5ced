using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace Settlement.Engine.Database;

/// <summary>
/// Where a cluster and its programs stand: in the data folder, unless the host is root and the unprivileged user as whom PostgreSQL must
/// run cannot get there (below <c>/root</c>, in a private home). Then outside, and the data folder keeps a note of the place.
/// </summary>
internal static partial class ClusterLocation
{
    public static async Task<(ClusterFolder Folder, ServiceAccount Account)> FindAsync(
        string dataFolder, DatabaseOptions options, ILogger logger, CancellationToken cancellationToken)
    {
        var folder = ClusterFolder.In(dataFolder);
        var account = await ServiceAccount.ForAsync(folder, cancellationToken);
        if (folder.Exists || await account.CanEnterAsync(Path.GetDirectoryName(folder.Root)!, cancellationToken))
        {
            return (folder, account);
        }

        var place = Path.Combine(Path.GetFullPath(options.OutsideFolder), Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8)));
        try
        {
            DataFolder.CreateTraversable(place);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            // Nowhere else to go: name the folder that is in the way.
            await account.RequireReachableAsync(dataFolder, cancellationToken);
            throw;
        }

        await account.RequireReachableAsync(place, cancellationToken);
        folder = ClusterFolder.Outside(dataFolder, place);
        Outside(logger, account.Name, dataFolder, folder.Root);
        return (folder, account);
    }

    /// <summary>The folder for fetched programs that the account can reach.</summary>
    public static async Task<string> FindCacheAsync(ServiceAccount account, DatabaseOptions options, CancellationToken cancellationToken)
    {
        var configured = Path.GetFullPath(options.CacheFolder);
        var existing = configured;
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        return await account.CanEnterAsync(existing, cancellationToken)
            ? configured
            : Path.Combine(Path.GetFullPath(options.OutsideFolder), "cache");
    }

    [LoggerMessage(
        LogLevel.Warning,
        "PostgreSQL runs as user {User}, since it refuses root, who cannot enter {DataFolder}: its cluster is kept in {Place}")]
    private static partial void Outside(ILogger logger, string user, string dataFolder, string place);
}
