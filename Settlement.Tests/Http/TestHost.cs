using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Settlement.Api.Http;

namespace Settlement.Tests.Http;

/// <summary>A real web server on a free loopback port with the API's conventions and a test's own routes.</summary>
internal sealed class TestHost(WebApplication app, HttpClient client) : IAsyncDisposable
{
    public HttpClient Client => client;

    public static async Task<TestHost> StartAsync(Action<IEndpointRouteBuilder> map, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddApiConventions();
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseApiConventions();
        map(app);
        await app.StartAsync();
        return new TestHost(app, new HttpClient { BaseAddress = new Uri(app.Urls.First()) });
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await app.DisposeAsync();
    }
}
