using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Settlement.Tests.Architecture;
using Xunit;

namespace Settlement.Tests.Servers;

/// <summary>
/// An identity provider of a test's own: the npm package oidc-provider, a certified implementation, in a process on a free port, with people and signing keys that
/// the test gives it.
/// </summary>
internal sealed class OpenIdServer : IAsyncDisposable
{
    public const string ClientId = "settlement";

    /// <summary>With signs that must be encoded on their way.</summary>
    public const string ClientSecret = "a secret: of% the tests";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly int _port;
    private readonly Uri _redirect;
    private Process? _process;

    private OpenIdServer(int port, Uri redirect, string host)
    {
        (_port, _redirect) = (port, redirect);
        Issuer = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{port}"));
    }

    public Uri Issuer { get; }

    /// <summary>The key that it signs ID tokens with; a test that forges tokens has it as well.</summary>
    public RSA Key { get; private set; } = RSA.Create(2048);

    /// <summary>What it says about each person, beside their name to sign in with.</summary>
    public JsonObject People { get; } = [];

    /// <param name="host">A browser takes localhost and 127.0.0.1 for two sites.</param>
    public static async Task<OpenIdServer> StartAsync(Uri redirect, string host, params (string Name, string[] Groups)[] people)
    {
        var server = new OpenIdServer(FreePort.Find(), redirect, host);
        foreach (var (name, groups) in people)
        {
            server.People[name] = new JsonObject { ["name"] = "Person " + name, ["preferred_username"] = name, ["groups"] = new JsonArray([.. groups.Select(group => (JsonNode)group)]) };
        }

        await server.StartAsync();
        return server;
    }

    /// <summary>As after its operator has changed its keys or its people.</summary>
    public async Task RestartAsync(bool newKey)
    {
        await StopAsync();
        if (newKey)
        {
            Key.Dispose();
            Key = RSA.Create(2048);
        }

        await StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Key.Dispose();
    }

    private async Task StartAsync()
    {
        var source = SourceTree.Root;
        var folder = Path.Combine(source, ".cache", "oidc");
        if (!Directory.Exists(Path.Combine(folder, "node_modules", "oidc-provider")))
        {
            throw PostgresServer.Skip("the OpenID provider is not installed: ./test does it.");
        }

        // Node looks for packages beside the script.
        var script = Path.Combine(folder, $"provider-{Environment.ProcessId}-{_port}.js");
        File.Copy(Path.Combine(source, "Settlement.Tests", "Access", "Provider", "provider.js"), script, overwrite: true);
        var settings = new JsonObject
        {
            ["issuer"] = Issuer.ToString().TrimEnd('/'), ["port"] = _port, ["redirectUri"] = _redirect.ToString(), ["jwks"] = new JsonObject { ["keys"] = new JsonArray(Jwk(Key)) },
            ["people"] = People.DeepClone(),
        };
        var start = new ProcessStartInfo("node", [script]) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["PROVIDER"] = settings.ToJsonString();
        // Both are read to the end, or it would wait for a reader.
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => _ = line.Data switch
        {
            "ready" => ready.TrySetResult(),
            null => ready.TrySetException(new InvalidOperationException("the OpenID provider ended before it was ready")),
            _ => false,
        };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        _process = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            await ready.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private async Task StopAsync()
    {
        if (_process is not { } process)
        {
            return;
        }

        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        _process = null;
    }

    private static JsonObject Jwk(RSA key)
    {
        var parts = key.ExportParameters(includePrivateParameters: true);
        return new JsonObject
        {
            ["kty"] = "RSA", ["use"] = "sig", ["kid"] = KeyId(key), ["n"] = Text(parts.Modulus), ["e"] = Text(parts.Exponent), ["d"] = Text(parts.D), ["p"] = Text(parts.P),
            ["q"] = Text(parts.Q), ["dp"] = Text(parts.DP), ["dq"] = Text(parts.DQ), ["qi"] = Text(parts.InverseQ),
        };

        static string Text(byte[]? number) => System.Buffers.Text.Base64Url.EncodeToString(number);
    }

    /// <summary>Another key has another name.</summary>
    public static string KeyId(RSA key) => Convert.ToHexStringLower(SHA256.HashData(key.ExportRSAPublicKey()))[..16];
}
