using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Settlement.Engine.Database;

/// <summary>One step of the schema: an embedded resource <c>Schema/NNN_name.sql</c>.</summary>
/// <param name="Version">Its number; the steps are applied in this order.</param>
/// <param name="Checksum">SHA-256 of the text with LF line ends, hexadecimal: the same for every checkout.</param>
public sealed partial record SchemaFile(int Version, string Name, string Sql, string Checksum)
{
    /// <summary>The schema that this program was built with, in order.</summary>
    public static IReadOnlyList<SchemaFile> Embedded { get; } = ReadFrom(typeof(SchemaFile).Assembly);

    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Version:000}_{Name}.sql");

    public static SchemaFile Of(int version, string name, string sql)
    {
        ArgumentNullException.ThrowIfNull(sql);
        var text = sql.ReplaceLineEndings("\n");
        return new SchemaFile(version, name, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
    }

    private static List<SchemaFile> ReadFrom(Assembly assembly)
    {
        var files = new List<SchemaFile>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            if (ResourceName().Match(resource) is not { Success: true } match)
            {
                continue;
            }

            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            var version = int.Parse(match.Groups["version"].ValueSpan, CultureInfo.InvariantCulture);
            files.Add(Of(version, match.Groups["name"].Value, reader.ReadToEnd()));
        }

        files.Sort((left, right) => left.Version.CompareTo(right.Version));
        return files;
    }

    [GeneratedRegex(
        @"\.Schema\.(?<version>\d{3})_(?<name>[a-z0-9_]+)\.sql$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex ResourceName();
}
