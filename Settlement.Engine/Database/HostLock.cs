using System.Globalization;

namespace Settlement.Engine.Database;

/// <summary>
/// The right of one live host to a data folder: an exclusive lock on <c>host.lock</c> that the operating system releases when the
/// process ends, however it ends. <c>host.pid</c> names the holder for the refusal's sake and decides nothing.
/// </summary>
internal sealed class HostLock : IDisposable
{
    private readonly FileStream _file;

    private HostLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, or throws <see cref="DatabaseStartException"/> naming who has it.</summary>
    public static HostLock Take(string dataFolder)
    {
        return TryTake(dataFolder) ?? throw new DatabaseStartException(
            $"Another process{Holder(dataFolder)} is working on the data folder {dataFolder}. "
            + "Stop it, or give this one a folder of its own (--data FOLDER).");
    }

    /// <summary>Takes the lock; null when another process has it.</summary>
    public static HostLock? TryTake(string dataFolder)
    {
        if (TryOpen(dataFolder) is not { } file)
        {
            return null;
        }

        try
        {
            File.WriteAllText(HolderFile(dataFolder), Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            return new HostLock(file);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            file.Dispose();
            throw new DatabaseStartException($"Nothing can be written to the data folder {dataFolder}: {failed.Message}", failed);
        }
    }

    // The file stays: deleting it would let a third host lock a new file of the same name beside a second one holding the old.
    public void Dispose() => _file.Dispose();

    private static FileStream? TryOpen(string dataFolder)
    {
        try
        {
            return new FileStream(Path.Combine(dataFolder, "host.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw new DatabaseStartException(
                $"The data folder {dataFolder} belongs to another user. Start as that user, or give this one a folder of its own "
                + "(--data FOLDER).",
                refused);
        }
        catch (IOException held) when (held is not (DirectoryNotFoundException or FileNotFoundException or PathTooLongException))
        {
            return null;
        }
    }

    // Apart from the lock's file, which nobody else can read while it is locked.
    private static string HolderFile(string dataFolder) => Path.Combine(dataFolder, "host.pid");

    private static string Holder(string dataFolder)
    {
        var path = HolderFile(dataFolder);
        return File.Exists(path) && int.TryParse(File.ReadAllText(path), CultureInfo.InvariantCulture, out var pid) ? $" ({pid})" : "";
    }
}
