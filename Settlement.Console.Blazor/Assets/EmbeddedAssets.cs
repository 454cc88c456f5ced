using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;

namespace Settlement.OperatorConsole.Assets;

/// <summary>The files that a browser loads. Their addresses carry a checksum of their content, so browsers keep them for good.</summary>
public sealed class EmbeddedAssets
{
    internal const string Folder = "/console-assets/";
    private const string Prefix = "assets/";

    private readonly FrozenDictionary<string, Asset> _byName = Read();

    /// <summary>The address of a file, e.g. <c>console.css</c>.</summary>
    public string this[string name] => _byName[name].Address;

    internal Asset? Find(string name) => _byName.GetValueOrDefault(name);

    private static FrozenDictionary<string, Asset> Read()
    {
        var assembly = typeof(EmbeddedAssets).Assembly;
        return assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(name => Read(assembly, name)).ToFrozenDictionary(asset => asset.Name, StringComparer.Ordinal);
    }

    private static Asset Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource) ?? throw new InvalidOperationException($"{resource} is not embedded");
        using var content = new MemoryStream();
        stream.CopyTo(content);
        var bytes = content.ToArray();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(bytes);
        }

        var name = resource[Prefix.Length..];
        var version = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 6));
        return new Asset(name, $"{Folder}{name}?v={version}", TypeOf(name), bytes, packed.ToArray());
    }

    private static string TypeOf(string name) => Path.GetExtension(name) switch
    {
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        var other => throw new InvalidOperationException($"no media type is known for {other}"),
    };

    internal sealed record Asset(string Name, string Address, string MediaType, byte[] Content, byte[] Gzipped);
}
