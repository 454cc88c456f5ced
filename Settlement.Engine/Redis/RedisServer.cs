using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Settlement.Engine.Redis;

/// <summary>The connection to Redis, kept and mended by itself. Whoever asks gets an answer, or learns at once that there is none.</summary>
public sealed partial class RedisServer : IDisposable
{
    private readonly RedisOptions _options;
    private readonly ILogger<RedisServer> _logger;
    private readonly Lazy<ConnectionMultiplexer> _connection;
    private long _awayUntil;

    public RedisServer(IOptions<RedisOptions> options, ILogger<RedisServer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _logger = logger;
        _connection = new Lazy<ConnectionMultiplexer>(Connect);
    }

    public RedisOptions Options => _options;

    /// <summary>The full name of a key.</summary>
    public RedisKey Key(string kind, string name) => $"{{{_options.Scope}}}:{kind}:{name}";

    /// <summary>Runs a script; false when Redis is away or cannot serve, which is logged and not thrown.</summary>
    public async ValueTask<(bool IsThere, RedisResult? Result)> TryRunAsync(string script, RedisKey[] keys, RedisValue[] values)
    {
        // Real time: a pause is about the server, not about settlement.
        if (Environment.TickCount64 < Volatile.Read(ref _awayUntil))
        {
            return (false, null);
        }

        try
        {
            // The client's own limit on asynchronous calls begins when they are sent, which a broken connection delays.
            var result = await _connection.Value.GetDatabase(_options.Database).ScriptEvaluateAsync(script, keys, values)
                .WaitAsync(TimeSpan.FromMilliseconds(_options.TimeoutMilliseconds));
            return (true, result);
        }
        catch (Exception away) when (away is RedisException or TimeoutException or RedisCommandException or ObjectDisposedException)
        {
            Volatile.Write(ref _awayUntil, Environment.TickCount64 + _options.PauseMilliseconds);
            LogAway(away.Message);
            return (false, null);
        }
    }

    /// <summary>Null when Redis answers; else what is wrong, for people.</summary>
    public async Task<string?> FindProblemAsync()
    {
        try
        {
            await _connection.Value.GetDatabase(_options.Database).PingAsync().WaitAsync(TimeSpan.FromMilliseconds(_options.TimeoutMilliseconds));
            return null;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            return $"no answer from {_options.Address}: idempotency keys are decided by the database alone";
        }
    }

    public void Dispose()
    {
        if (_connection.IsValueCreated)
        {
            _connection.Value.Dispose();
        }
    }

    private ConnectionMultiplexer Connect()
    {
        var configuration = new ConfigurationOptions
        {
            AbortOnConnectFail = false,
            ConnectTimeout = 2_000,
            SyncTimeout = _options.TimeoutMilliseconds,
            KeepAlive = 10,
            Password = _options.Password,
            Ssl = _options.UseTls,
            ClientName = "settlement",
            ReconnectRetryPolicy = new LinearRetry(250),
        };
        foreach (var address in _options.Address.Split(','))
        {
            configuration.EndPoints.Add(address);
        }

        return ConnectionMultiplexer.Connect(configuration);
    }

    [LoggerMessage(LogLevel.Warning, "Redis is not used for the moment: {Reason}")]
    private partial void LogAway(string reason);
}
