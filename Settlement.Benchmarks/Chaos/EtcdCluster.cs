using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Settlement.Benchmarks.Chaos;

/// <summary>Three etcd nodes of one's own on free loopback ports in a fresh folder; any of them may be killed and started again.</summary>
internal sealed class EtcdCluster : IAsyncDisposable
{
    public const int Nodes = 3;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("settlement-etcd-");
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(1) };
    private readonly Process?[] _processes = new Process?[Nodes];
    private readonly int[] _clientPorts;
    private readonly int[] _peerPorts;
    private readonly string _program;

    private EtcdCluster(string program)
    {
        _program = program;
        var ports = FreePorts(Nodes * 2);
        (_clientPorts, _peerPorts) = (ports[..Nodes], ports[Nodes..]);
    }

    /// <summary>The nodes' addresses, as <c>Etcd:Endpoints</c> takes them.</summary>
    public string Endpoints => string.Join(',', Enumerable.Range(0, Nodes).Select(AddressOf));

    /// <summary>How to get the program where it is missing.</summary>
    public static string Missing => "etcd is not installed: Debian's package is etcd-server, Fedora's etcd, Homebrew's etcd.";

    /// <summary>The program on the path, or null.</summary>
    public static string? FindProgram() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, OperatingSystem.IsWindows() ? "etcd.exe" : "etcd"))
        .FirstOrDefault(File.Exists);

    /// <summary>Starts the nodes; returns when they have a leader.</summary>
    /// <exception cref="FileNotFoundException">etcd is not installed.</exception>
    public static async Task<EtcdCluster> StartAsync()
    {
        var cluster = new EtcdCluster(FindProgram() ?? throw new FileNotFoundException(Missing));
        try
        {
            for (var node = 0; node < Nodes; node++)
            {
                cluster.StartNode(node);
            }

            await Deadline.UntilAsync(async () => await cluster.FindLeaderAsync() is not null, StartLimit, () => "the nodes do not elect a leader");
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The node that leads, or null while there is none.</summary>
    public async Task<int?> FindLeaderAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            try
            {
                using var answer = await _http.PostAsync(new Uri(AddressOf(node) + "/v3/maintenance/status"), new StringContent("{}"));
                var status = await answer.Content.ReadFromJsonAsync<JsonElement>();
                if (status.TryGetProperty("leader", out var leader) && leader.GetString() == status.GetProperty("header").GetProperty("member_id").GetString())
                {
                    return node;
                }
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException or JsonException)
            {
                // Killed, or not up yet.
            }
        }

        return null;
    }

    /// <summary>Whether every node answers and knows a leader.</summary>
    public async Task<bool> IsHealthyAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            try
            {
                // A read of one key by majority: a node that has not caught up does not answer it.
                using var answer = await _http.PostAsync(new Uri(AddressOf(node) + "/v3/kv/range"), new StringContent("""{"key":"aA=="}"""));
                if (!answer.IsSuccessStatusCode)
                {
                    return false;
                }
            }
            catch (Exception away) when (away is HttpRequestException or TaskCanceledException)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>kill -9 of the node that leads.</summary>
    /// <returns>Which one it was.</returns>
    public async Task<int> KillLeaderAsync()
    {
        var leader = await FindLeaderAsync() ?? throw new InvalidOperationException("the cluster has no leader");
        await KillNodeAsync(leader);
        return leader;
    }

    public async Task KillNodeAsync(int node)
    {
        if (_processes[node] is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync();
            process.Dispose();
            _processes[node] = null;
        }
    }

    /// <summary>Starts a node on what it had stored.</summary>
    public void StartNode(int node)
    {
        var start = new ProcessStartInfo(_program, Arguments(node)) { UseShellExecute = false, RedirectStandardError = true, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("etcd does not start");

        // Read, so that the node never waits for a full pipe.
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes[node] = process;
    }

    public async ValueTask DisposeAsync()
    {
        for (var node = 0; node < Nodes; node++)
        {
            await KillNodeAsync(node);
        }

        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    public string AddressOf(int node) => $"http://127.0.0.1:{_clientPorts[node]}";

    public int PortOf(int node) => _clientPorts[node];

    /// <summary>Ports that nobody listens on; they are all taken at once, so that they differ.</summary>
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(listener => listener.Start());
        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        listeners.ForEach(listener => listener.Stop());
        return ports;
    }

    private string[] Arguments(int node) =>
    [
        "--name", $"node-{node}", "--data-dir", Path.Combine(_folder.FullName, $"node-{node}"),
        "--listen-client-urls", AddressOf(node), "--advertise-client-urls", AddressOf(node),
        "--listen-peer-urls", PeerOf(node), "--initial-advertise-peer-urls", PeerOf(node),
        "--initial-cluster", string.Join(',', Enumerable.Range(0, Nodes).Select(n => $"node-{n}={PeerOf(n)}")),
        "--initial-cluster-state", "new", "--initial-cluster-token", _folder.Name,

        // Half of the usual, as between machines of one room: a dead leader is replaced within a second.
        "--heartbeat-interval", "50", "--election-timeout", "500",
        "--logger", "zap", "--log-outputs", Path.Combine(_folder.FullName, $"node-{node}.log"),
    ];

    private string PeerOf(int node) => $"http://127.0.0.1:{_peerPorts[node]}";
}
