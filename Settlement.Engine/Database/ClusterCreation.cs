using Microsoft.Extensions.Logging;

namespace Settlement.Engine.Database;

/// <summary>The first start on a data folder: <c>initdb</c>, passwords, and who may connect.</summary>
internal sealed partial class ClusterCreation(ClusterFolder folder, PostgresBinaries binaries, ServiceAccount account, ILogger logger)
{
    /// <summary>Makes the cluster if there is none. Built under another name, so that one killed half-way leaves only litter.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken)
    {
        if (folder.Exists)
        {
            return;
        }

        if (Directory.Exists(folder.Root))
        {
            throw new DatabaseStartException(
                $"{folder.Root} exists but holds no cluster. Move it away, or choose another data folder (--data FOLDER).");
        }

        var building = new ClusterFolder(folder.Root + ".new");
        if (Directory.Exists(building.Root))
        {
            Directory.Delete(building.Root, recursive: true);
        }

        Initializing(folder.Root, binaries.MajorVersion, account.Name);
        DataFolder.CreateTraversable(building.Root);
        Directory.CreateDirectory(building.Log);
        ClusterFolder.WriteSecret(building.OwnerPasswordFile);
        ClusterFolder.WriteSecret(building.ApplicationPasswordFile);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(building.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        await account.OwnAsync(building.Root, cancellationToken);
        await account.RequireReachableAsync(building.Root, cancellationToken);
        var result = await account.RunAsync(binaries.InitDb, InitArguments(building), building.Root, cancellationToken);
        if (!result.Succeeded)
        {
            throw new DatabaseStartException($"initdb could not make a cluster in {building.Root}: {result.Output}");
        }

        await File.WriteAllTextAsync(
            Path.Combine(building.Data, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n", cancellationToken);
        await File.AppendAllTextAsync(
            Path.Combine(building.Data, "postgresql.conf"), "\ninclude_if_exists = '../settlement.conf'\n", cancellationToken);
        Directory.Move(building.Root, folder.Root);
    }

    private static string[] InitArguments(ClusterFolder building) =>
    [
        "-D", building.Data, "-U", ClusterConnection.Owner, "--pwfile", building.OwnerPasswordFile, "-A", "scram-sha-256",
        "-E", "UTF8", "--locale=C", "--data-checksums", "--no-instructions",
    ];

    [LoggerMessage(LogLevel.Information, "Making a PostgreSQL {Version} cluster in {Folder} for user {User}")]
    private partial void Initializing(string folder, int version, string user);
}
