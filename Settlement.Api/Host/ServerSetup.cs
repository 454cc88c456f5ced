using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Settlement.Api.Cli;

namespace Settlement.Api.Host;

/// <summary>The web server, tuned for many small requests from clients that are not trusted to behave.</summary>
internal static class ServerSetup
{
    /// <summary>Default for every route: routes that take more, such as a batch of payments, say so.</summary>
    private const long MaxBodyBytes = 1 << 20;

    /// <summary>Beyond this a connection is closed at once instead of starving those that are served.</summary>
    private const long MaxConnections = 10_000;

    /// <summary>Time for requests under way to end after a stop is asked for; container platforms commonly kill after 30 s.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(20);

    internal static void UseServer(this WebApplicationBuilder builder, ServeOptions options)
    {
        var certificate = LoadCertificate(options);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
            kestrel.Limits.MaxConcurrentConnections = MaxConnections;
            kestrel.Limits.MaxRequestHeadersTotalSize = 16 << 10;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            if (options.Listen is "localhost" && options.Port != 0)
            {
                // IPv4 and IPv6: clients differ in which one "localhost" means.
                kestrel.ListenLocalhost(options.Port, Serve);
            }
            else
            {
                kestrel.Listen(options.Address, options.Port, Serve);
            }

            void Serve(ListenOptions listen)
            {
                // Without a certificate TLS is ended by the proxy in front, and HTTP/2 needs TLS to be negotiated.
                listen.Protocols = certificate is null ? HttpProtocols.Http1 : HttpProtocols.Http1AndHttp2;
                if (certificate is not null)
                {
                    listen.UseHttps(certificate);
                }
            }
        });
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = StopTimeout);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.AddHostFiltering(filter => Restrict(filter, options));
    }

    private static X509Certificate2? LoadCertificate(ServeOptions options)
    {
        if (options.Certificate is null)
        {
            return null;
        }

        try
        {
            return X509Certificate2.CreateFromPemFile(options.Certificate, options.CertificateKey);
        }
        catch (Exception unusable) when (unusable is CryptographicException or IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new UserErrorException(
                $"Host:Certificate and Host:CertificateKey must name PEM files of a certificate and its private key: {unusable.Message}", unusable);
        }
    }

    /// <summary>
    /// On loopback only names of this machine are answered: a web page whose name was pointed at 127.0.0.1 cannot use the API.
    /// </summary>
    private static void Restrict(HostFilteringOptions filter, ServeOptions options) =>
        filter.AllowedHosts = options.IsLoopback ? ["localhost", "127.0.0.1", "[::1]"] : ["*"];

    /// <summary>The host stops when its caller stops it; signals are the command line's affair.</summary>
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
