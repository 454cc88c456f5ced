using System.Security.Cryptography;
using Settlement.Api.Cli;

namespace Settlement.Api.Demo;

/// <summary>
/// The demonstration's data folder, which exists as long as this does, unless it is to be kept. The database makes it, with the rights that it needs.
/// </summary>
internal sealed class DemoFolder : IDisposable
{
    private readonly bool isKept;

    /// <param name="keep">A folder that stays; it must be new or empty. Null: a temporary one.</param>
    /// <exception cref="UserErrorException">The folder holds something.</exception>
    public DemoFolder(string? keep = null)
    {
        isKept = keep is not null;
        Path = keep is null
            ? System.IO.Path.Combine(System.IO.Path.GetTempPath(), "settlement-demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)))
            : System.IO.Path.GetFullPath(keep);
        if (isKept && Directory.Exists(Path) && Directory.EnumerateFileSystemEntries(Path).Any())
        {
            throw new UserErrorException($"--keep {keep}: the folder is not empty; name a new one.");
        }
    }

    public string Path { get; }

    public void Dispose()
    {
        if (!isKept && Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
