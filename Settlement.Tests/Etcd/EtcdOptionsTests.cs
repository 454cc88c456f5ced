using System.ComponentModel.DataAnnotations;
using Settlement.Engine.Etcd;
using Xunit;

namespace Settlement.Tests.Etcd;

public sealed class EtcdOptionsTests
{
    [Theory]
    [InlineData("", "Etcd:Endpoints")]
    [InlineData("localhost:2379", "Etcd:Endpoints")]
    [InlineData("ftp://etcd:2379", "Etcd:Endpoints")]
    [InlineData("http://etcd:2379/v3", "Etcd:Endpoints")]
    [InlineData("http://user:secret@etcd:2379", "Etcd:Endpoints")]
    [InlineData("http://a:2379,https://b:2379", "Etcd:Endpoints")]
    public void Endpoints_that_cannot_be_used_are_refused_at_the_start(string endpoints, string named) =>
        Assert.Contains(Faults(new EtcdOptions { Endpoints = endpoints }), fault => fault.StartsWith(named, StringComparison.Ordinal));

    [Fact]
    public void Members_one_by_one_are_taken() =>
        Assert.Equal(["http://a:2379", "http://b:2379"], Valid(new EtcdOptions { Endpoints = "http://a:2379, http://b:2379," }).EndpointList());

    [Fact]
    public void Secrets_and_certificates_come_in_pairs_and_files_must_exist()
    {
        Assert.Contains(Faults(new EtcdOptions { Endpoints = "https://a:1", User = "settlement" }), fault => fault.StartsWith("Etcd:Password", StringComparison.Ordinal));
        Assert.Contains(Faults(new EtcdOptions { Endpoints = "https://a:1", CaFile = "/nowhere/ca.pem" }), fault => fault.StartsWith("Etcd:CaFile", StringComparison.Ordinal));
        Assert.Contains(
            Faults(new EtcdOptions { Endpoints = "https://a:1", CertificateFile = typeof(EtcdOptions).Assembly.Location }),
            fault => fault.StartsWith("Etcd:KeyFile", StringComparison.Ordinal));
        Assert.Contains(
            Faults(new EtcdOptions { Endpoints = "http://a:1", CaFile = typeof(EtcdOptions).Assembly.Location }),
            fault => fault.StartsWith("Etcd:CaFile", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("no-slash")]
    [InlineData("/")]
    [InlineData("a b/")]
    public void A_prefix_that_could_meet_another_systems_is_refused(string prefix) =>
        Assert.NotEmpty(Faults(new EtcdOptions { Endpoints = "http://a:1", Prefix = prefix }));

    private static EtcdOptions Valid(EtcdOptions options)
    {
        Assert.Empty(Faults(options));
        return options;
    }

    private static List<string> Faults(EtcdOptions options)
    {
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        return faults.ConvertAll(fault => fault.ErrorMessage ?? "");
    }
}
