using System.Text;
using Settlement.Api.Cli;
using Settlement.Api.Host;

namespace Settlement.Api.Servers;

/// <summary>
/// The servers that <c>--with</c> asks for: one that is configured is used; otherwise one that is installed is started on a free port of this machine, with its
/// data in the data folder, and stopped in the end. What is neither is named, with how to get it.
/// </summary>
internal sealed class OwnServers : IAsyncDisposable
{
    /// <summary>Milliseconds, for a broker that was started to allow it; with what others run goes what their settings say.</summary>
    private const string ShortSession = "2000";

    private readonly List<OwnServer> _started = [];
    private readonly List<string> _lines = [];
    private readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);

    private OwnServers()
    {
    }

    /// <summary>What the host must know of them; overrules the environment, which names none of them.</summary>
    public IReadOnlyDictionary<string, string?> Settings => _settings;

    /// <exception cref="UserErrorException">A server is missing or does not start; the message says what to do.</exception>
    public static async Task<OwnServers> StartAsync(ServeOptions options, IConfiguration configuration, CancellationToken cancellationToken)
    {
        var servers = new OwnServers();
        var folder = Path.GetFullPath(options.Data ?? configuration["Database:DataFolder"] ?? ".data");
        try
        {
            foreach (var server in options.With.Select(word => word.ToLowerInvariant()).Distinct(StringComparer.Ordinal))
            {
                await servers.AddAsync(server, Path.Combine(folder, server), configuration, cancellationToken);
            }

            return servers;
        }
        catch
        {
            await servers.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lines for the start's output; empty without servers.</summary>
    public string Describe()
    {
        var text = new StringBuilder();
        _lines.ForEach(line => text.Append("  ").Append(line).Append('\n'));
        return text.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Enumerable.Reverse(_started))
        {
            await server.DisposeAsync();
        }
    }

    private async Task AddAsync(string name, string folder, IConfiguration configuration, CancellationToken cancellationToken)
    {
        switch (name)
        {
            case ServerNames.Kafka:
                if (await UseAsync("Kafka", "Kafka:BootstrapServers", configuration, () => KafkaStart.StartAsync(folder, cancellationToken), address => address))
                {
                    _settings["Kafka:SessionTimeoutMilliseconds"] = configuration["Kafka:SessionTimeoutMilliseconds"] ?? ShortSession;
                }

                break;
            case ServerNames.Redis:
                await UseAsync("Redis", "Redis:Address", configuration, () => RedisStart.StartAsync(folder, cancellationToken), address => address);
                break;
            case ServerNames.Etcd:
                await UseAsync("etcd", "Etcd:Endpoints", configuration, () => EtcdStart.StartAsync(folder, cancellationToken), address => "http://" + address);
                _settings["Matching:Log"] = "Etcd";
                _settings["Leadership:Leases"] = "Etcd";
                break;
            default:
                throw new UserErrorException($"--with knows kafka, redis and etcd, not '{name}'.");
        }
    }

    /// <summary>Whether the server is this program's own.</summary>
    private async Task<bool> UseAsync(string name, string setting, IConfiguration configuration, Func<Task<OwnServer>> start, Func<string, string> valueOf)
    {
        if (configuration[setting] is { Length: > 0 } configured)
        {
            _lines.Add($"{name,-9} {configured} (configured)");
            return false;
        }

        var server = await start();
        _started.Add(server);
        _settings[setting] = valueOf(server.Address);
        _lines.Add($"{name,-9} {server.Address} ({server.Origin})");
        return server.Stop is not null;
    }
}
