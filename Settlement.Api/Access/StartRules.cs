using Microsoft.Extensions.Options;
using Npgsql;
using Settlement.Api.Cli;
using Settlement.Api.Host;
using Settlement.Engine.Access;
using Settlement.Engine.Database;

namespace Settlement.Api.Access;

/// <summary>What a host must not start with. Each refusal names the setting and says what to do.</summary>
internal static class StartRules
{
    /// <summary>Passwords that stand in examples and manuals.</summary>
    private static readonly string[] DefaultPasswords =
        ["postgres", "password", "settlement", "changeme", "change-me", "secret", "admin", "example", "test", DemoPeople.Password];

    /// <exception cref="UserErrorException">The host must not start like this.</exception>
    public static void Check(ServeOptions serve, IConfiguration configuration)
    {
        var policy = new AccessPolicy(Options.Create(configuration.GetSection(AccessOptions.Section).Get<AccessOptions>() ?? new AccessOptions()));
        if (policy.IsDemo)
        {
            CheckDemo(serve);
            return;
        }

        if (!serve.IsLoopback && serve.Certificate is null && !policy.Options.TlsEndedByProxy)
        {
            throw new UserErrorException(
                $"production mode does not listen on {serve.Listen} without TLS: passwords and keys would travel in the clear. Set SETTLEMENT_Host__Certificate and "
                + "SETTLEMENT_Host__CertificateKey (PEM files), or SETTLEMENT_Access__TlsEndedByProxy=true if a proxy that ends TLS is the only way in.");
        }

        CheckDatabasePassword(configuration.GetDatabaseOptions().ConnectionString);
    }

    private static void CheckDemo(ServeOptions serve)
    {
        if (!serve.IsLoopback)
        {
            throw new UserErrorException(
                $"demo mode does not listen on {serve.Listen}: everybody who can reach it knows the demo people's password. Leave --listen out, or set "
                + "SETTLEMENT_Access__Mode=production (docs/ACCESS.md says what that needs).");
        }
    }

    private static void CheckDatabasePassword(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
        {
            return;
        }

        var password = new NpgsqlConnectionStringBuilder(connectionString).Password;
        if (password is not null && DefaultPasswords.Contains(password, StringComparer.OrdinalIgnoreCase))
        {
            throw new UserErrorException(
                "production mode does not start with a default secret: the password in Database:ConnectionString is one that stands in examples. Choose another.");
        }
    }
}
