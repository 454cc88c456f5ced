using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Settlement.Engine.Access.OpenId;
using Xunit;

namespace Settlement.Tests.Access;

/// <summary>An identity provider that is away keeps nobody waiting who could sign in without it.</summary>
public sealed class OpenIdOutageTests : IDisposable
{
    private readonly TcpListener _provider = new(IPAddress.Loopback, 0);
    private readonly OpenIdProvider _client;

    public OpenIdOutageTests()
    {
        _provider.Start();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{((IPEndPoint)_provider.LocalEndpoint).Port}");
        _client = new OpenIdProvider(
            Options.Create(new OpenIdOptions { Authority = new Uri(address), ClientId = "settlement", RedirectUri = new Uri("http://127.0.0.1/return") }), TimeProvider.System);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_provider_that_failed_is_not_called_again_for_a_while()
    {
        var first = Assert.ThrowsAsync<OpenIdUnavailableException>(() => _client.DescribeAsync(Cancellation));
        while (!first.IsCompleted)
        {
            // However often one call tries, it is hung up on.
            var call = _provider.AcceptSocketAsync(Cancellation).AsTask();
            if (await Task.WhenAny(first, call) == call)
            {
                (await call).Dispose();
            }
            else
            {
                _provider.Stop();
                await Assert.ThrowsAnyAsync<SocketException>(() => call);
            }
        }

        var second = await Assert.ThrowsAsync<OpenIdUnavailableException>(() => _client.DescribeAsync(Cancellation));
        Assert.Equal((await first).Message, second.Message);
        Assert.Null(second.InnerException);
        Assert.Null(await _client.DescribeSoonAsync(Cancellation));
    }

    [Fact]
    public async Task A_provider_that_is_slow_is_waited_for_once_where_its_description_can_be_missed()
    {
        Assert.Null(await _client.DescribeSoonAsync(Cancellation));
        Assert.True(_provider.Pending());
        (await _provider.AcceptSocketAsync(Cancellation)).Dispose();

        Assert.Null(await _client.DescribeSoonAsync(Cancellation));
        Assert.False(_provider.Pending());
    }

    public void Dispose()
    {
        _client.Dispose();
        _provider.Dispose();
    }
}
