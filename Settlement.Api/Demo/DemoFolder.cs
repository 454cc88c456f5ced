using System.Security.Cryptography;

namespace Settlement.Api.Demo;

/// <summary>The demonstration's data folder, which exists as long as this does. The database makes it, with the rights that it needs.</summary>
internal sealed class DemoFolder : IDisposable
{
    public string Path { get; } =
        System.IO.Path.Combine(System.IO.Path.GetTempPath(), "settlement-demo-" + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6)));

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
