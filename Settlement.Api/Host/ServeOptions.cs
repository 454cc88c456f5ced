using System.Net;
using Settlement.Api.Cli;

namespace Settlement.Api.Host;

/// <summary>How a host runs: the section <c>Host</c> of the configuration, overruled by the command line.</summary>
public sealed class ServeOptions
{
    public const string Section = "Host";
    public const int DefaultPort = 8000;

    /// <summary>0 takes any free port.</summary>
    public int Port { get; set; } = DefaultPort;

    /// <summary>Address to listen on. Loopback unless set; demo mode listens nowhere else.</summary>
    public string Listen { get; set; } = "localhost";

    /// <summary>Folder of the embedded database; null leaves it to the section <c>Database</c>.</summary>
    public string? Data { get; set; }

    /// <summary>Servers to use in place of the database's own parts: kafka, redis, etcd.</summary>
    public IReadOnlyList<string> With { get; set; } = [];

    public HostRoles Roles { get; set; } = HostRoles.All;

    /// <summary>PEM file of the certificate, with its chain, to serve TLS with; null serves plain HTTP.</summary>
    public string? Certificate { get; set; }

    /// <summary>PEM file of the certificate's private key; null when it is in the certificate's file.</summary>
    public string? CertificateKey { get; set; }

    /// <summary>Logs at debug level, exceptions with their stack traces.</summary>
    public bool Verbose { get; set; }

    /// <param name="server">One of <see cref="ServerNames"/>.</param>
    public bool Uses(string server) => With.Contains(server, StringComparer.OrdinalIgnoreCase);

    /// <summary>True when only this machine can reach the host.</summary>
    public bool IsLoopback => string.Equals(Listen, "localhost", StringComparison.OrdinalIgnoreCase) || IPAddress.IsLoopback(Address);

    /// <summary>The address of <see cref="Listen"/>; loopback for localhost.</summary>
    public IPAddress Address => IPAddress.TryParse(Listen, out var address) ? address : IPAddress.Loopback;

    /// <exception cref="UserErrorException">A configured value cannot be used.</exception>
    public static ServeOptions From(CommandInput input, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(configuration);
        var section = configuration.GetSection(Section);
        var defaults = new ServeOptions();
        var options = new ServeOptions
        {
            Port = (int?)input.Number("port") ?? section.GetValue(nameof(Port), defaults.Port),
            Listen = input.Text("listen") ?? section[nameof(Listen)] ?? defaults.Listen,
            Data = input.Text("data") is { } data ? Path.GetFullPath(data) : null,
            With = input.Words("with") ?? SplitWords(section[nameof(With)]),
            Roles = ReadRoles(input.Words("roles") ?? SplitWords(section[nameof(Roles)])),
            Certificate = section[nameof(Certificate)],
            CertificateKey = section[nameof(CertificateKey)],
            Verbose = input.Has("verbose") || section.GetValue(nameof(Verbose), defaultValue: false),
        };
        options.Check();
        return options;
    }

    private void Check()
    {
        if (Port is < 0 or > 65_535)
        {
            throw new UserErrorException($"Host:Port must be from 0 to 65535, not {Port}.");
        }

        if (!string.Equals(Listen, "localhost", StringComparison.OrdinalIgnoreCase) && !IPAddress.TryParse(Listen, out _))
        {
            throw new UserErrorException($"Host:Listen must be localhost or an IP address, not '{Listen}'.");
        }
    }

    private static HostRoles ReadRoles(IReadOnlyList<string> words)
    {
        var roles = HostRoles.None;
        foreach (var word in words)
        {
            if (!Enum.TryParse<HostRoles>(word, ignoreCase: true, out var role) || !Enum.IsDefined(role) || char.IsAsciiDigit(word[0]))
            {
                throw new UserErrorException($"Host:Roles knows api, engine and console, not '{word}'.");
            }

            roles |= role;
        }

        return roles == HostRoles.None ? HostRoles.All : roles;
    }

    private static string[] SplitWords(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
