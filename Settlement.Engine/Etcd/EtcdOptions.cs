using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Etcd;

/// <summary>Configuration section <c>Etcd</c>, validated at start where the consensus log or the leases are kept there.</summary>
public sealed class EtcdOptions : IValidatableObject
{
    public const string Section = "Etcd";

    /// <summary>Most endpoints; a cluster has three or five members.</summary>
    private const int MaxEndpoints = 16;

    /// <summary>Addresses of the members, separated by commas: <c>http://etcd-1:2379,http://etcd-2:2379</c>. All http or all https.</summary>
    public string Endpoints { get; set; } = "";

    /// <summary>What every key begins with: systems that share a cluster have different ones. 1 to 100 characters.</summary>
    [Required]
    [StringLength(100)]
    [RegularExpression("^[A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/$", ErrorMessage = "Etcd:Prefix must be words of letters, digits, '_', '.' and '-', each with a slash behind it.")]
    public string Prefix { get; set; } = "settlement/";

    /// <summary>User of etcd's own authentication; empty: none.</summary>
    public string User { get; set; } = "";

    public string Password { get; set; } = "";

    /// <summary>PEM file of the authority that signed the servers' certificates; empty: those that the machine trusts.</summary>
    public string CaFile { get; set; } = "";

    /// <summary>PEM files of this client's certificate and key, where the servers ask for one; both or neither.</summary>
    public string CertificateFile { get; set; } = "";

    public string KeyFile { get; set; } = "";

    /// <summary>How long a member may take to answer before the next one is asked, milliseconds. 50 to 60,000.</summary>
    [Range(50, 60_000)]
    public int RequestTimeoutMilliseconds { get; set; } = 500;

    /// <summary>How long connecting to a member may take, milliseconds. 10 to 60,000.</summary>
    [Range(10, 60_000)]
    public int ConnectTimeoutMilliseconds { get; set; } = 300;

    /// <summary>How long a call goes on asking one member after the other before it fails, milliseconds. 100 to 600,000.</summary>
    [Range(100, 600_000)]
    public int CallTimeoutMilliseconds { get; set; } = 5_000;

    /// <summary><see cref="Endpoints"/> one by one.</summary>
    public IReadOnlyList<string> EndpointList() => Endpoints.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        var endpoints = EndpointList();
        if (endpoints.Count is 0 or > MaxEndpoints)
        {
            yield return Problem(nameof(Endpoints), $"must name 1 to {MaxEndpoints} members, such as http://127.0.0.1:2379.");
        }

        foreach (var endpoint in endpoints.Where(endpoint => !IsAddress(endpoint)))
        {
            yield return Problem(nameof(Endpoints), $"must hold http:// or https:// addresses without a path, not '{endpoint}'.");
        }

        var secure = endpoints.Count(endpoint => endpoint.StartsWith("https://", StringComparison.OrdinalIgnoreCase));
        if (secure > 0 && secure < endpoints.Count)
        {
            yield return Problem(nameof(Endpoints), "must all be https or all be http: a password must not take the open road by a failover.");
        }

        foreach (var (name, file) in new[] { (nameof(CaFile), CaFile), (nameof(CertificateFile), CertificateFile), (nameof(KeyFile), KeyFile) })
        {
            if (file.Length > 0 && !File.Exists(file))
            {
                yield return Problem(name, $"names a file that does not exist: {file}.");
            }

            if (file.Length > 0 && secure == 0)
            {
                yield return Problem(name, "is for https endpoints; these are http.");
            }
        }

        if (CertificateFile.Length == 0 != (KeyFile.Length == 0))
        {
            yield return Problem(nameof(KeyFile), $"and {Section}:{nameof(CertificateFile)} go together.");
        }

        if (User.Length == 0 != (Password.Length == 0))
        {
            yield return Problem(nameof(Password), $"and {Section}:{nameof(User)} go together.");
        }
    }

    private static ValidationResult Problem(string name, string rule) => new($"{Section}:{name} {rule}", [name]);

    private static bool IsAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") && address.PathAndQuery is "/" && address.UserInfo.Length == 0;
}
