using System.Globalization;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.Redis;
using StackExchange.Redis;

namespace Settlement.Engine.Intake.Redis;

/// <summary>
/// Claims in Redis: key, fingerprint and transaction id are set, or found, in one script, and the answer is stored with them; claims that come while a call is under way
/// share the next. While Redis is away, or has forgotten, the store behind it answers; without one the payment goes on and the unique index decides. What it
/// missed it is told when it is back.
/// </summary>
public sealed class RedisIdempotencyStore : IIdempotencyStore, IAsyncDisposable
{
    private const int KeyStands = 1;
    private const int TransactionStands = 2;

    /// <summary>Claims of one script: a few milliseconds of Redis' one thread at most.</summary>
    private const int MaxGroup = 256;

    /// <summary>Claims that may wait for a script; one more goes on as if Redis were away.</summary>
    private const int QueueLimit = 16_384;

    /// <summary>KEYS: of each claim the idempotency key's hash and the transaction's name. ARGV: TTL in ms, then of each claim fingerprint, transaction id, idempotency key.</summary>
    private const string Claim = """
        local answers = {}
        for i = 1, #KEYS / 2 do
            local key, name = KEYS[2 * i - 1], KEYS[2 * i]
            local standing = redis.call('HMGET', key, 'fingerprint', 'transaction', 'position', 'received')
            if standing[1] then
                answers[i] = {1, standing[1], standing[2], standing[3] or '', standing[4] or ''}
            else
                local holder = redis.call('GET', name)
                if holder and holder ~= ARGV[3 * i + 1] then
                    answers[i] = {2}
                else
                    redis.call('HMSET', key, 'fingerprint', ARGV[3 * i - 1], 'transaction', ARGV[3 * i])
                    redis.call('PEXPIRE', key, ARGV[1])
                    redis.call('SET', name, ARGV[3 * i + 1], 'PX', ARGV[1])
                    answers[i] = {0}
                end
            end
        end
        return answers
        """;

    /// <summary>
    /// KEYS as above. ARGV: TTL in ms, then of each answer fingerprint, transaction id, idempotency key, position, time in ticks. A first answer stands; a claim
    /// that was made while Redis was away is set now.
    /// </summary>
    private const string Complete = """
        for i = 1, #KEYS / 2 do
            local key, name, at = KEYS[2 * i - 1], KEYS[2 * i], 5 * i - 3
            local standing = redis.call('HGET', key, 'fingerprint')
            if not standing then
                redis.call('HMSET', key, 'fingerprint', ARGV[at], 'transaction', ARGV[at + 1])
                redis.call('SET', name, ARGV[at + 2], 'NX')
            end
            if not standing or standing == ARGV[at] then
                redis.call('HSETNX', key, 'position', ARGV[at + 3])
                redis.call('HSETNX', key, 'received', ARGV[at + 4])
                redis.call('PEXPIRE', key, ARGV[1])
                redis.call('PEXPIRE', name, ARGV[1])
            end
        end
        return 0
        """;

    /// <summary>ARGV: fingerprint, idempotency key.</summary>
    private const string Release = """
        if redis.call('HGET', KEYS[1], 'fingerprint') ~= ARGV[1] or redis.call('HEXISTS', KEYS[1], 'position') == 1 then
            return 0
        end
        redis.call('DEL', KEYS[1])
        if redis.call('GET', KEYS[2]) == ARGV[2] then
            redis.call('DEL', KEYS[2])
        end
        return 1
        """;

    private const string Find = "return redis.call('GET', KEYS[1])";
    private const string FindAnswer = "return redis.call('HMGET', KEYS[1], 'position', 'received')";

    private readonly RedisServer _redis;
    private readonly IIdempotencyStore? _behind;
    private readonly RedisValue _ttl;
    private readonly GroupedCalls<IntakeRecord, IdempotencyClaim?> _claims;
    private readonly GroupedCalls<RedisAnswer, bool> _answers;
    private readonly LateAnswers _late;

    /// <param name="behind">Null where the log itself knows repetitions.</param>
    public RedisIdempotencyStore(RedisServer redis, IIdempotencyStore? behind = null)
    {
        ArgumentNullException.ThrowIfNull(redis);
        _redis = redis;
        _behind = behind;
        _ttl = (long)TimeSpan.FromHours(redis.Options.TtlHours).TotalMilliseconds;
        _claims = new(ClaimAsync, MaxGroup, QueueLimit);
        _answers = new(CompleteAsync, MaxGroup, QueueLimit);
        _late = new(TryCompleteAsync, MaxGroup, TimeSpan.FromMilliseconds(redis.Options.PauseMilliseconds));
    }

    /// <inheritdoc/>
    public async ValueTask<IdempotencyClaim> ClaimAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var claim = _claims.TryCall(record, out var called) ? await called : null;
        return claim ?? (_behind is null ? IdempotencyClaim.Unknown : await _behind.ClaimAsync(record, cancellationToken));
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(IntakeRecord record, AppendResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(result);
        var answer = RedisAnswer.Of(record, result);
        if (_answers.TryCall(answer, out var called) && await called)
        {
            return;
        }

        _late.Add(answer);
        if (_behind is not null)
        {
            await _behind.CompleteAsync(record, result, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var (isThere, _) = await _redis.TryRunAsync(Release, KeysOf(record), [record.Fingerprint, record.Payment.IdempotencyKey]);
        if (!isThere && _behind is not null)
        {
            await _behind.ReleaseAsync(record, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult?> FindAsync(string transactionId, CancellationToken cancellationToken)
    {
        var (_, holder) = await _redis.TryRunAsync(Find, [_redis.Key("transaction", transactionId)], []);
        if (holder is not null && (string?)holder is { } key)
        {
            var (isThere, stored) = await _redis.TryRunAsync(FindAnswer, [_redis.Key("key", key)], []);
            if (isThere && (RedisResult[])stored! is [var position, var received] && (string?)position is { } at)
            {
                return new AppendResult(AppendOutcome.Accepted, Number(at), transactionId, Time((string)received));
            }
        }

        return _behind is null ? null : await _behind.FindAsync(transactionId, cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _claims.DisposeAsync();
        await _answers.DisposeAsync();
        await _late.DisposeAsync();
    }

    /// <summary>Null for each while Redis is away.</summary>
    private async Task<IReadOnlyList<IdempotencyClaim?>> ClaimAsync(IReadOnlyList<IntakeRecord> records)
    {
        var (isThere, result) = await _redis.TryRunAsync(
            Claim, [.. records.SelectMany(KeysOf)],
            [_ttl, .. records.SelectMany(record => (RedisValue[])[record.Fingerprint, record.Payment.TransactionId, record.Payment.IdempotencyKey])]);
        return isThere ? [.. records.Zip((RedisResult[])result!, Judge)] : new IdempotencyClaim?[records.Count];
    }

    private async Task<IReadOnlyList<bool>> CompleteAsync(IReadOnlyList<RedisAnswer> answers)
    {
        var isThere = await TryCompleteAsync(answers);
        return [.. answers.Select(_ => isThere)];
    }

    private async Task<bool> TryCompleteAsync(IReadOnlyList<RedisAnswer> answers) => (await _redis.TryRunAsync(
        Complete, [.. answers.SelectMany(answer => KeysOf(answer.Key, answer.TransactionId))],
        [_ttl, .. answers.SelectMany(answer => (RedisValue[])[answer.Fingerprint, answer.TransactionId, answer.Key, answer.Position, answer.ReceivedTicks])])).IsThere;

    private static IdempotencyClaim Judge(IntakeRecord record, RedisResult result)
    {
        var answer = (RedisResult[])result;
        return (int)answer[0] switch
        {
            KeyStands => Judge(record, (byte[])answer[1], (string)answer[2], (string)answer[3], (string)answer[4]),
            TransactionStands => IdempotencyClaim.Known(new AppendResult(AppendOutcome.TransactionExists, 0, record.Payment.TransactionId, default)),
            _ => IdempotencyClaim.New,
        };
    }

    private static IdempotencyClaim Judge(IntakeRecord record, byte[] fingerprint, string transactionId, string position, string received)
    {
        if (!fingerprint.AsSpan().SequenceEqual(record.Fingerprint))
        {
            return IdempotencyClaim.Known(new AppendResult(AppendOutcome.KeyReused, 0, transactionId, default));
        }

        return position.Length == 0
            ? IdempotencyClaim.Pending
            : IdempotencyClaim.Known(new AppendResult(AppendOutcome.Duplicate, Number(position), transactionId, Time(received)));
    }

    private RedisKey[] KeysOf(IntakeRecord record) => KeysOf(record.Payment.IdempotencyKey, record.Payment.TransactionId);

    private RedisKey[] KeysOf(string key, string transactionId) => [_redis.Key("key", key), _redis.Key("transaction", transactionId)];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string ticks) => new(Number(ticks), TimeSpan.Zero);
}
