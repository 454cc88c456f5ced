namespace Settlement.Engine.Database;

/// <summary>The folder in which the host keeps everything.</summary>
internal static class DataFolder
{
    private const UnixFileMode Own = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Its absolute path, as configured.</summary>
    public static string PathOf(DatabaseOptions options) => Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.DataFolder));

    /// <summary>Makes it if need be, and returns its absolute path.</summary>
    public static string Prepare(DatabaseOptions options)
    {
        var path = PathOf(options);
        try
        {
            CreateTraversable(path);
            return path;
        }
        catch (Exception refused) when (refused is UnauthorizedAccessException or IOException)
        {
            throw new DatabaseStartException(
                $"The data folder {path} cannot be made: {refused.Message} Choose another (--data FOLDER).", refused);
        }
    }

    /// <summary>
    /// Makes a folder and those above it that are missing. A root host's PostgreSQL runs as another user, who must pass through (not
    /// read) them, whatever the umask says; any other host keeps them to itself.
    /// </summary>
    public static void CreateTraversable(string path)
    {
        if (Directory.Exists(path))
        {
            return;
        }

        if (Path.GetDirectoryName(path) is { } parent)
        {
            CreateTraversable(parent);
        }

        Directory.CreateDirectory(path);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, Environment.IsPrivilegedProcess ? Own | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : Own);
        }
    }
}
