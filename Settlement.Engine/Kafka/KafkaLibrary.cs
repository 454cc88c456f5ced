using System.Runtime.InteropServices;
using Confluent.Kafka;

namespace Settlement.Engine.Kafka;

/// <summary>
/// Finds librdkafka and binds Confluent.Kafka to it, once in a process. Its package of binaries is not taken: ./run and ./test build the library from
/// source into the cache folder, and a system's own serves from 2.1 on (older ones fail with consumer groups).
/// </summary>
public static class KafkaLibrary
{
    private const int OldestVersion = 0x020100ff;
    private const int FoldersUp = 8;

    private static readonly Lock Gate = new();
    private static nint _handle;

    /// <summary>The file names by platform.</summary>
    private static string[] Names => OperatingSystem.IsMacOS() ? ["librdkafka.dylib", "librdkafka.1.dylib"]
        : OperatingSystem.IsWindows() ? ["librdkafka.dll"] : ["librdkafka.so.1"];

    /// <exception cref="KafkaSetupException">There is none that serves.</exception>
    public static void Load(string? path)
    {
        lock (Gate)
        {
            if (_handle != 0)
            {
                return;
            }

            _handle = Find(path);
            NativeLibrary.SetDllImportResolver(
                typeof(Library).Assembly, (name, _, _) => name.StartsWith("librdkafka", StringComparison.Ordinal) ? _handle : 0);
        }
    }

    private static nint Find(string? path)
    {
        if (path is not null)
        {
            return NativeLibrary.TryLoad(path, out var named) && IsRecent(named)
                ? named
                : throw new KafkaSetupException($"Kafka:LibraryPath names {path}, which is no librdkafka of version 2.1 or later.");
        }

        foreach (var candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out var found) && IsRecent(found))
            {
                return found;
            }
        }

        throw new KafkaSetupException(
            "librdkafka, Kafka's client library, is missing. './run --with kafka' builds it (it needs npm, gcc and make), a system's own of version 2.1 or "
            + "later serves as well, and Kafka:LibraryPath names one elsewhere.");
    }

    /// <summary>Beside the program, in the cache folders from the program's folder upwards, on the loader's path.</summary>
    private static IEnumerable<string> Candidates()
    {
        foreach (var name in Names)
        {
            yield return Path.Combine(AppContext.BaseDirectory, name);
            if (Environment.GetEnvironmentVariable("SETTLEMENT_Database__CacheFolder") is { Length: > 0 } cache)
            {
                yield return Path.Combine(cache, "librdkafka", name);
            }

            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            for (var up = 0; up < FoldersUp && folder is not null; up++, folder = folder.Parent)
            {
                yield return Path.Combine(folder.FullName, ".cache", "librdkafka", name);
            }
        }

        foreach (var name in Names)
        {
            yield return name;
        }
    }

    private static bool IsRecent(nint library)
    {
        if (!NativeLibrary.TryGetExport(library, "rd_kafka_version", out var version))
        {
            return false;
        }

        return Marshal.GetDelegateForFunctionPointer<Version>(version)() >= OldestVersion;
    }

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int Version();
}
