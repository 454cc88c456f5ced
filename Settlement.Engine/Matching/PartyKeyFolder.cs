using System.Security.Cryptography;

namespace Settlement.Engine.Matching;

/// <summary>
/// Private keys as PKCS#8 PEM files, <c>{participant}.pem</c>, mode 0600. A file appears whole or not at all, and is never replaced.
/// </summary>
public sealed class PartyKeyFolder(string folder)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Where a participant's key is; characters that a file name may not hold are percent-encoded.</summary>
    public string PathOf(string participant) => Path.Combine(folder, Uri.EscapeDataString(participant) + ".pem");

    /// <summary>The participant's key, or null when there is no file.</summary>
    /// <exception cref="PartyKeyException">The file may be read by others, or holds no key on P-256.</exception>
    public SigningKey? Load(string participant)
    {
        var path = PathOf(participant);
        if (!File.Exists(path))
        {
            return null;
        }

        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(path) & Others) != UnixFileMode.None)
        {
            throw new PartyKeyException($"the private key file {path} may be read by others; set its mode to 0600");
        }

        var key = ECDsa.Create();
        try
        {
            key.ImportFromPem(File.ReadAllText(path));
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
            throw new PartyKeyException($"the private key file {path} holds no private key in PEM: {e.Message}");
        }

        if (key.KeySize == 256)
        {
            return new SigningKey(key);
        }

        key.Dispose();
        throw new PartyKeyException($"the private key file {path} holds no key on P-256");
    }

    /// <summary>The participant's key, generated if there is none yet. Processes that share the folder take turns (<see cref="PartyKeyRegister"/>): a move onto a free
    /// name is not one step everywhere.</summary>
    public SigningKey LoadOrCreate(string participant)
    {
        if (Load(participant) is { } existing)
        {
            return existing;
        }

        CreateFolder();
        var path = PathOf(participant);
        var draft = $"{path}.{Guid.NewGuid():N}";
        using (var key = ECDsa.Create(ECCurve.NamedCurves.nistP256))
        {
            Write(draft, key.ExportPkcs8PrivateKeyPem());
        }

        try
        {
            File.Move(draft, path, overwrite: false);
        }
        catch (IOException) when (File.Exists(path))
        {
            File.Delete(draft);
        }

        return Load(participant) ?? throw new PartyKeyException($"the private key file {path} vanished while it was created");
    }

    private void CreateFolder()
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(folder);
        }
        else
        {
            Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static void Write(string path, string pem)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        using var file = new FileStream(path, options);
        file.Write(System.Text.Encoding.ASCII.GetBytes(pem));
        file.Flush(flushToDisk: true);
    }
}
