using System.Globalization;
using System.Security.Cryptography;

namespace Settlement.Engine.Database;

/// <summary>The files of one embedded cluster: <c>pg/data</c> is PostgreSQL's own, the rest is what the host keeps about it.</summary>
internal sealed record ClusterFolder(string Root)
{
    public string Data => Path.Combine(Root, "data");

    public string Log => Path.Combine(Root, "log");

    public string StartLog => Path.Combine(Log, "start.log");

    public string SettingsFile => Path.Combine(Root, "settlement.conf");

    public string OwnerPasswordFile => Path.Combine(Root, "owner-password");

    public string ApplicationPasswordFile => Path.Combine(Root, "application-password");

    private string PortFile => Path.Combine(Root, "port");

    private string VersionFile => Path.Combine(Data, "PG_VERSION");

    /// <summary>The cluster of a data folder, which stands there unless the folder has a note of another place.</summary>
    public static ClusterFolder In(string dataFolder) =>
        new(Path.Combine(File.Exists(NoteIn(dataFolder)) ? File.ReadAllText(NoteIn(dataFolder)).Trim() : dataFolder, "pg"));

    /// <summary>Notes that the data folder's cluster stands in another place.</summary>
    public static ClusterFolder Outside(string dataFolder, string place)
    {
        File.WriteAllText(NoteIn(dataFolder), place);
        return In(dataFolder);
    }

    /// <summary>
    /// Whether a cluster is here. A folder gets its name only when it is complete, so an initialisation that was killed counts as none.
    /// </summary>
    public bool Exists => File.Exists(VersionFile);

    /// <summary>Major version of PostgreSQL that made the cluster and alone can open it; null: no cluster.</summary>
    public int? MajorVersion => Exists ? int.Parse(File.ReadAllText(VersionFile).Trim(), CultureInfo.InvariantCulture) : null;

    public int? RememberedPort =>
        File.Exists(PortFile) && int.TryParse(File.ReadAllText(PortFile), CultureInfo.InvariantCulture, out var port) ? port : null;

    public void RememberPort(int port) => File.WriteAllText(PortFile, port.ToString(CultureInfo.InvariantCulture));

    public string OwnerPassword => ReadSecret(OwnerPasswordFile);

    public string ApplicationPassword => ReadSecret(ApplicationPasswordFile);

    /// <summary>Writes a new random secret (192 bits) that its owner alone may read.</summary>
    public static void WriteSecret(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new StreamWriter(path, options);
        file.Write(Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)));
    }

    private static string NoteIn(string dataFolder) => Path.Combine(dataFolder, "pg-place");

    private static string ReadSecret(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DatabaseStartException(
                $"The cluster's password cannot be read from {path}: run as the user who owns the data folder.", unreadable);
        }
    }
}
