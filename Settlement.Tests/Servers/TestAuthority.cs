using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Settlement.Tests.Servers;

/// <summary>A certificate authority of one test: what it issues is good for this machine, as a server and as a client.</summary>
internal sealed class TestAuthority : IDisposable
{
    private static readonly DateTimeOffset To = new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder;
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly X509Certificate2 _certificate;

    /// <param name="name">Its own certificate goes to NAME.pem in the folder.</param>
    public TestAuthority(TemporaryFolder folder, string name)
    {
        _folder = folder;
        var request = new CertificateRequest("CN=" + name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        _certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, To);
        File.WriteAllText(folder[name + ".pem"], _certificate.ExportCertificatePem());
    }

    /// <summary>Writes NAME.pem and NAME.key.</summary>
    public void Issue(string name, string subject)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());

        // Good for both: etcd's gateway is a client of etcd itself, by the server's certificate.
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], false));
        using var certificate = request.Create(_certificate, DateTimeOffset.UnixEpoch, To, RandomNumberGenerator.GetBytes(12));
        File.WriteAllText(_folder[name + ".pem"], certificate.ExportCertificatePem());
        File.WriteAllText(_folder[name + ".key"], key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose()
    {
        _certificate.Dispose();
        _key.Dispose();
    }
}
