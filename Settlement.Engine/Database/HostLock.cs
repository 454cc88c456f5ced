using System.Globalization;

namespace Settlement.Engine.Database;

/// <summary>
/// The right of one live host to a data folder: an exclusive lock on <c>host.lock</c> that the operating system releases when the
/// process ends, however it ends. The file names its holder for the refusal's sake; its content decides nothing.
/// </summary>
internal sealed class HostLock : IDisposable
{
    private readonly FileStream _file;

    private HostLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or throws <see cref="DatabaseStartException"/> naming who has it.</summary>
    public static HostLock Take(string dataFolder)
    {
        return TryTake(dataFolder) ?? throw new DatabaseStartException(
            $"Another host{Holder(dataFolder)} is running on the data folder {dataFolder}. Stop it, or give this one a folder of its own (--data FOLDER).");
    }

    /// <summary>Takes the lock; null when another process has it.</summary>
    public static HostLock? TryTake(string dataFolder)
    {
        try
        {
            var file = new FileStream(PathIn(dataFolder), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            file.SetLength(0);
            file.Write(System.Text.Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new HostLock(file);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new DatabaseStartException(
                $"The data folder {dataFolder} belongs to another user. Start as that user, or give this host a folder of its own (--data FOLDER).", refused);
        }
        catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    // The file stays: deleting it would let a third host lock a new file of the same name beside a second one holding the old.
    public void Dispose() => _file.Dispose();

    private static string PathIn(string dataFolder) => Path.Combine(dataFolder, "host.lock");

    private static string Holder(string dataFolder)
    {
        try
        {
            using var file = new FileStream(PathIn(dataFolder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(file);
            return int.TryParse(reader.ReadToEnd(), CultureInfo.InvariantCulture, out var pid) ? $" (process {pid})" : "";
        }
        catch (IOException)
        {
            // Windows denies even the reading of a locked file; the refusal does without the number.
            return "";
        }
    }
}
