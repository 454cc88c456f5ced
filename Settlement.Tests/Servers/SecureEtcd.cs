using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Etcd;
using Xunit;

namespace Settlement.Tests.Servers;

/// <summary>One etcd member that speaks TLS, asks for a client's certificate, and knows its users by password: as a platform team runs it.</summary>
internal sealed class SecureEtcd : IAsyncDisposable
{
    private const string User = "settlement";
    private const string Password = "only-for-a-test";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(20);

    private readonly TemporaryFolder _folder = new("settlement-etcd-secure");
    private readonly string _address;
    private Process? _process;

    private SecureEtcd(int port) => _address = string.Create(CultureInfo.InvariantCulture, $"https://127.0.0.1:{port}");

    /// <summary>With all that this member asks for.</summary>
    public EtcdOptions Options => new()
    {
        Endpoints = _address, CaFile = _folder["ca.pem"], CertificateFile = _folder["client.pem"], KeyFile = _folder["client.key"], User = User, Password = Password,
        RequestTimeoutMilliseconds = 5_000, ConnectTimeoutMilliseconds = 5_000,
    };

    /// <summary>Files of a client certificate with a common name, which etcd's gateway refuses beside a password.</summary>
    public (string Certificate, string Key) Named => (_folder["named.pem"], _folder["named.key"]);

    public static async Task<SecureEtcd> StartAsync()
    {
        var program = EtcdCluster.FindProgram() ?? throw PostgresServer.Skip(EtcdCluster.Missing);
        var (port, peer) = (FreePort.Find(), FreePort.Find());
        var etcd = new SecureEtcd(port);
        try
        {
            etcd.MakeCertificates();
            etcd.Start(program, string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{peer}"));
            await etcd.TurnAuthenticationOnAsync();
            return etcd;
        }
        catch
        {
            await etcd.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _folder.Dispose();
    }

    private void Start(string program, string peer)
    {
        string[] arguments =
        [
            "--name", "secure", "--data-dir", _folder["data"], "--listen-client-urls", _address, "--advertise-client-urls", _address,
            "--listen-peer-urls", peer, "--initial-advertise-peer-urls", peer, "--initial-cluster", "secure=" + peer,
            "--client-cert-auth", "--trusted-ca-file", _folder["ca.pem"], "--cert-file", _folder["server.pem"], "--key-file", _folder["server.key"],
            "--logger", "zap", "--log-level", "error", "--log-outputs", _folder["etcd.log"],
        ];
        _process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false }) ?? throw new InvalidOperationException("etcd does not start");
    }

    /// <summary>The administrator's steps: root and a user with its role, then authentication on.</summary>
    private async Task TurnAuthenticationOnAsync()
    {
        using var ca = X509Certificate2.CreateFromPem(await File.ReadAllTextAsync(_folder["ca.pem"]));
        using var certificate = X509Certificate2.CreateFromPemFile(_folder["client.pem"], _folder["client.key"]);
        using var handler = new SocketsHttpHandler();
        handler.SslOptions.ClientCertificates = [certificate];
        handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck, CustomTrustStore = { ca },
        };
        using var http = new HttpClient(handler) { BaseAddress = new Uri(_address) };
        await Deadline.UntilAsync(async () => await TryPostAsync(http, "user/add", new { name = "root", password = Password }), StartLimit, () => File.ReadAllText(_folder["etcd.log"]));
        foreach (var (path, body) in new (string, object)[]
        {
            ("user/grant", new { user = "root", role = "root" }),
            ("user/add", new { name = User, password = Password }),
            ("role/add", new { name = "keys" }),
            ("role/grant", new { name = "keys", perm = new { permType = "READWRITE", key = Convert.ToBase64String("settlement/"u8), range_end = Convert.ToBase64String("settlement0"u8) } }),
            ("user/grant", new { user = User, role = "keys" }),
            ("enable", new { }),
        })
        {
            Assert.True(await TryPostAsync(http, path, body), path);
        }
    }

    private static async Task<bool> TryPostAsync(HttpClient http, string path, object body)
    {
        try
        {
            using var answer = await http.PostAsJsonAsync(new Uri("/v3/auth/" + path, UriKind.Relative), body, TestContext.Current.CancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void MakeCertificates()
    {
        using var authority = new TestAuthority(_folder, "ca");
        foreach (var (name, subject) in new[] { ("server", "CN=server"), ("client", "O=Settlement"), ("named", "CN=settlement") })
        {
            authority.Issue(name, subject);
        }
    }
}
