using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Settlement.Engine.Redis;

/// <summary>The connection to Redis, kept and mended by itself. Whoever asks gets an answer, or learns at once that there is none.</summary>
public sealed partial class RedisServer : IDisposable
{
    private readonly RedisOptions _options;
    private readonly ILogger<RedisServer> _logger;
    private readonly Task<ConnectionMultiplexer> _connecting;
    private long _awayUntil;

    public RedisServer(IOptions<RedisOptions> options, ILogger<RedisServer> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options.Value;
        _logger = logger;

        // Begun here and awaited by whoever needs it: connecting in the first request's thread holds up all that come beside it, and the pool runs out of threads.
        _connecting = Task.Run(ConnectAsync);
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
            var limit = TimeSpan.FromMilliseconds(_options.TimeoutMilliseconds);
            var connection = await _connecting.WaitAsync(limit);
            return (true, await connection.GetDatabase(_options.Database).ScriptEvaluateAsync(script, keys, values).WaitAsync(limit));
        }
        catch (Exception away) when (away is RedisException or TimeoutException or RedisCommandException or ObjectDisposedException)
        {
            // One line for all that were under way when it went.
            var now = Environment.TickCount64;
            if (Interlocked.Exchange(ref _awayUntil, now + _options.PauseMilliseconds) <= now)
            {
                LogAway(away.Message);
            }

            return (false, null);
        }
    }

    /// <summary>Null when Redis answers; else what is wrong, for people.</summary>
    public async Task<string?> FindProblemAsync()
    {
        try
        {
            var limit = TimeSpan.FromMilliseconds(_options.TimeoutMilliseconds);
            var connection = await _connecting.WaitAsync(limit);
            await connection.GetDatabase(_options.Database).PingAsync().WaitAsync(limit);
            return null;
        }
        catch (Exception away) when (away is RedisException or TimeoutException)
        {
            return $"no answer from {_options.Address}: idempotency keys are decided by the database alone";
        }
    }

    public void Dispose()
    {
        // One that is still being made is closed when it is.
        _ = _connecting.ContinueWith(static made => made.Result.Dispose(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    private Task<ConnectionMultiplexer> ConnectAsync()
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

        return ConnectionMultiplexer.ConnectAsync(configuration);
    }

    [LoggerMessage(LogLevel.Warning, "Redis is not used for the moment: {Reason}")]
    private partial void LogAway(string reason);
}
