using System;
using System.IO;
using System.Security.Cryptography;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>Writes a part of a file to a file of its own, if it is the part with the expected checksum.</summary>
public sealed class ExtractBytes : Task
{
    [Required]
    public string From { get; set; }

    public int Offset { get; set; }

    public int Length { get; set; }

    /// <summary>Lower-case hex.</summary>
    [Required]
    public string Sha256 { get; set; }

    [Required]
    public string To { get; set; }

    public override bool Execute()
    {
        var content = new byte[Length];
        using (var file = File.OpenRead(From))
        {
            file.Position = Offset;
            for (var read = 0; read < Length;)
            {
                var count = file.Read(content, read, Length - read);
                if (count == 0)
                {
                    break;
                }

                read += count;
            }
        }

        using (var sha = SHA256.Create())
        {
            var found = BitConverter.ToString(sha.ComputeHash(content)).Replace("-", "").ToLowerInvariant();
            if (found != Sha256)
            {
                Log.LogError("{0} is not the expected version: bytes {1} to {2} have the SHA-256 {3}", From, Offset, Offset + Length, found);
                return false;
            }
        }

        Directory.CreateDirectory(Path.GetDirectoryName(To));
        File.WriteAllBytes(To, content);
        return true;
    }
}
