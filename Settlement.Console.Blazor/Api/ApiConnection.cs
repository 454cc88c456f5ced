using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Settlement.OperatorConsole.Api;

/// <summary>The connections to the API that all pages of this process use, and how its JSON is read.</summary>
public sealed class ApiConnection : IDisposable
{
    private readonly ConsoleOptions _options;
    private readonly IServer _server;
    private readonly SocketsHttpHandler _handler;
    private Uri? _address;

    public ApiConnection(IOptions<ConsoleOptions> options, IServer server)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _server = server;
        _handler = new SocketsHttpHandler
        {
            UseCookies = false,
            AllowAutoRedirect = false,
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            ConnectTimeout = TimeSpan.FromSeconds(3),
        };
        Client = new HttpClient(_handler) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        PropertyNameCaseInsensitive = false,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public HttpClient Client { get; }

    public TimeSpan RequestTimeout => TimeSpan.FromSeconds(_options.TimeoutSeconds);

    /// <summary>Where the API is: as configured, else this process, whose port is known once it listens.</summary>
    public Uri Address => _address ??= _options.ApiAddress ?? OwnAddress();

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }

    private Uri OwnAddress()
    {
        var bound = _server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
            ?? throw new InvalidOperationException("Console:ApiAddress is not set, and this process does not listen.");
        var binding = BindingAddress.Parse(bound);
        var host = binding.Host is "+" or "*" or "0.0.0.0" or "[::]" ? "localhost" : binding.Host;
        return new Uri($"{binding.Scheme}://{host}:{binding.Port}");
    }
}
