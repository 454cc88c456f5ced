using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>When each API key was used last: noted in memory, written every half minute. A crash loses that half minute and no more.</summary>
public sealed partial class KeyUse(NpgsqlDataSource source, TimeProvider time, ILogger<KeyUse> logger) : BackgroundService
{
    private const string Prefix = "key:";

    private const string WriteSql = """
        update api_keys k set last_used_at = u.at from unnest($1, $2) as u (key_id, at)
        where k.key_id = u.key_id and (k.last_used_at is null or k.last_used_at < u.at)
        """;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    // Only keys that exist come here, so it is no longer than their table.
    private readonly ConcurrentDictionary<string, DateTimeOffset> noted = new(StringComparer.Ordinal);

    public void Note(string callerId) => noted[callerId] = time.GetUtcNow();

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryWriteAsync(cancellationToken);
    }

    public async Task WriteAsync(CancellationToken cancellationToken)
    {
        var uses = noted.ToArray();
        if (uses.Length == 0)
        {
            return;
        }

        await using var command = source.CreateCommand(WriteSql);
        command.Parameters.Add(SqlValues.Texts(uses.Select(use => use.Key[Prefix.Length..])));
        command.Parameters.Add(new NpgsqlParameter<DateTimeOffset[]> { TypedValue = [.. uses.Select(use => use.Value)] });
        await command.ExecuteNonQueryAsync(cancellationToken);
        foreach (var use in uses)
        {
            noted.TryRemove(use);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(Interval, CancellationToken.None).WaitAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await TryWriteAsync(stoppingToken);
        }
    }

    private async Task TryWriteAsync(CancellationToken cancellationToken)
    {
        try
        {
            await WriteAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException or ObjectDisposedException)
        {
            LogNotWritten(failure.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "When API keys were used last could not be written: {Reason}")]
    private partial void LogNotWritten(string reason);
}
