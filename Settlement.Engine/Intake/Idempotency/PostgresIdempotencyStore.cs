using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using NpgsqlTypes;
using Settlement.Engine.Database;

namespace Settlement.Engine.Intake.Idempotency;

/// <summary>
/// Claims in a table beside the intake log's own, many in one round trip. For a log that cannot know repetitions itself. Claims are not flushed before they
/// count: a crash of the server may forget the latest, and the log's unique indexes still decide about the payments' effect.
/// </summary>
public sealed partial class PostgresIdempotencyStore : IIdempotencyStore, IAsyncDisposable
{
    private const int MaxGroup = 512;

    private readonly NpgsqlDataSource _database;
    private readonly IntakeOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly GroupedCalls<IntakeRecord, IdempotencyClaim> _claims;
    private readonly GroupedCalls<(string Key, AppendResult? Result), bool> _answers;
    private long _awayUntil;

    public PostgresIdempotencyStore(
        [FromKeyedServices(DatabaseConnections.Hot)] NpgsqlDataSource database, IOptions<IntakeOptions> options, TimeProvider clock, ILogger<PostgresIdempotencyStore> logger)
    {
        ArgumentNullException.ThrowIfNull(options);
        _database = database;
        _options = options.Value;
        _clock = clock;
        _logger = logger;
        _claims = new(ClaimAsync, MaxGroup, _options.QueueLimit);
        _answers = new(AnswerAsync, MaxGroup, _options.QueueLimit);
    }

    /// <inheritdoc/>
    public async ValueTask<IdempotencyClaim> ClaimAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        // Real time: a pause is about the server, not about settlement.
        if (Environment.TickCount64 < Volatile.Read(ref _awayUntil) || !_claims.TryCall(record, out var claim))
        {
            return IdempotencyClaim.Unknown;
        }

        try
        {
            return await claim;
        }
        catch (Exception away) when (DatabaseOutage.Is(away))
        {
            NoteAway(away);
            return IdempotencyClaim.Unknown;
        }
    }

    /// <inheritdoc/>
    public ValueTask CompleteAsync(IntakeRecord record, AppendResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return StoreAsync(record.Payment.IdempotencyKey, result);
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        return StoreAsync(record.Payment.IdempotencyKey, null);
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult?> FindAsync(string transactionId, CancellationToken cancellationToken)
    {
        await using var command = _database.CreateCommand(ClaimSql.FindTransaction);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = transactionId });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken)
            ? new AppendResult(AppendOutcome.Accepted, reader.GetInt64(0), transactionId, reader.GetFieldValue<DateTimeOffset>(1))
            : null;
    }

    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        await _answers.DisposeAsync();
    }

    private async ValueTask StoreAsync(string key, AppendResult? result)
    {
        if (Environment.TickCount64 < Volatile.Read(ref _awayUntil) || !_answers.TryCall((key, result), out var stored))
        {
            return;
        }

        try
        {
            await stored;
        }
        catch (Exception away) when (DatabaseOutage.Is(away))
        {
            // The claim stays without an answer: the same request is appended again, to no further effect.
            NoteAway(away);
        }
    }

    private async Task<IReadOnlyList<IdempotencyClaim>> ClaimAsync(IReadOnlyList<IntakeRecord> records)
    {
        await using var batch = _database.CreateBatch();
        batch.Timeout = _options.TimeoutSeconds;
        var keys = Array(NpgsqlDbType.Text, records.Select(record => record.Payment.IdempotencyKey));
        var ids = Array(NpgsqlDbType.Text, records.Select(record => record.Payment.TransactionId));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ClaimSql.Unflushed));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ClaimSql.Claim)
        {
            Parameters =
            {
                new NpgsqlParameter<DateTime> { TypedValue = GroupAppender.Microseconds(_clock.GetUtcNow()) }, keys, ids,
                Array(NpgsqlDbType.Bytea, records.Select(record => record.Fingerprint)),
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ClaimSql.FindStanding) { Parameters = { keys.Clone(), ids.Clone() } });
        await using var reader = await batch.ExecuteReaderAsync();
        await reader.NextResultAsync();
        var claimed = new HashSet<(string Key, string TransactionId)>();
        while (await reader.ReadAsync())
        {
            claimed.Add((reader.GetString(0), reader.GetString(1)));
        }

        await reader.NextResultAsync();
        var standing = new StandingClaims();
        while (await reader.ReadAsync())
        {
            standing.Add(
                reader.GetString(0), reader.GetString(1), reader.GetFieldValue<byte[]>(2), reader.IsDBNull(3) ? 0 : reader.GetInt64(3),
                reader.IsDBNull(4) ? default : reader.GetFieldValue<DateTimeOffset>(4));
        }

        // The first of several equal ones in the group is the one that was inserted.
        return
        [
            .. records.Select(record =>
                claimed.Remove((record.Payment.IdempotencyKey, record.Payment.TransactionId)) ? IdempotencyClaim.New : standing.Judge(record)),
        ];
    }

    private async Task<IReadOnlyList<bool>> AnswerAsync(IReadOnlyList<(string Key, AppendResult? Result)> answers)
    {
        var given = answers.Where(answer => answer.Result is not null).ToList();
        await using var batch = _database.CreateBatch();
        batch.Timeout = _options.TimeoutSeconds;
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ClaimSql.Unflushed));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ClaimSql.Complete)
        {
            Parameters =
            {
                Array(NpgsqlDbType.Text, given.Select(answer => answer.Key)),
                Array(NpgsqlDbType.Bigint, given.Select(answer => answer.Result!.Position)),
                Array(NpgsqlDbType.TimestampTz, given.Select(answer => answer.Result!.ReceivedAt.UtcDateTime)),
            },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand(ClaimSql.Release)
        {
            Parameters = { Array(NpgsqlDbType.Text, answers.Where(answer => answer.Result is null).Select(answer => answer.Key)) },
        });
        await batch.ExecuteNonQueryAsync();
        return [.. answers.Select(_ => true)];
    }

    private void NoteAway(Exception away)
    {
        Volatile.Write(ref _awayUntil, Environment.TickCount64 + _options.PauseMilliseconds);
        LogAway(away);
    }

    private static NpgsqlParameter<T[]> Array<T>(NpgsqlDbType type, IEnumerable<T> values) =>
        new() { NpgsqlDbType = NpgsqlDbType.Array | type, TypedValue = [.. values] };

    [LoggerMessage(LogLevel.Warning, "Idempotency keys cannot be looked up now; payments go on, and the unique index decides")]
    private partial void LogAway(Exception away);
}
