using Settlement.Engine.Etcd;
using Settlement.Engine.Leadership;
using Settlement.Engine.Matching;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Etcd;

/// <summary>A member behind TLS, client certificates and passwords.</summary>
public sealed class EtcdSecurityTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_certificate_and_password_the_log_and_the_leases_work_and_without_either_they_do_not()
    {
        await using var etcd = await SecureEtcd.StartAsync();
        using var client = EtcdServers.Client(etcd.Options);
        var (log, leases) = (new EtcdConsensusLog(client, new EngineIdentity(), TimeProvider.System), new EtcdLeases(client, TimeProvider.System));

        Assert.Equal([5], await log.FixAsync("k", [5], Cancellation));
        Assert.NotNull(await leases.TryAcquireAsync("planning", "engine", 0, TimeSpan.FromSeconds(60), Cancellation));
        Assert.Contains("planning", await leases.RenewAsync("engine", TimeSpan.FromSeconds(60), Cancellation));

        var named = await AssertRefusedAsync<EtcdRefusedException>(etcd, options => (options.CertificateFile, options.KeyFile) = etcd.Named);
        Assert.Contains("CommonName", named.Message, StringComparison.Ordinal);
        await AssertRefusedAsync<EtcdRefusedException>(etcd, options => options.Password = "wrong");
        await AssertRefusedAsync<EtcdRefusedException>(etcd, options => options.Prefix = "elsewhere/");
        await AssertRefusedAsync<EtcdRefusedException>(etcd, options => options.User = options.Password = "");
        await AssertRefusedAsync<EtcdUnavailableException>(etcd, options => options.CertificateFile = options.KeyFile = "");
        await AssertRefusedAsync<EtcdUnavailableException>(etcd, options => options.CaFile = "");
    }

    private static async Task<T> AssertRefusedAsync<T>(SecureEtcd etcd, Action<EtcdOptions> change)
        where T : Exception
    {
        var options = etcd.Options;
        options.CallTimeoutMilliseconds = 300;
        change(options);
        using var client = EtcdServers.Client(options);
        return await Assert.ThrowsAsync<T>(() => new EtcdConsensusLog(client, new EngineIdentity(), TimeProvider.System).FixAsync("k", [1], Cancellation));
    }
}
