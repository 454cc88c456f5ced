using System.Globalization;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.Redis;
using StackExchange.Redis;

namespace Settlement.Engine.Intake.Redis;

/// <summary>
/// Claims in Redis: key, fingerprint and transaction id are set, or found, in one script, and the answer is stored with them. While Redis is away, or has
/// forgotten, the store behind it answers; without one the payment goes on and the unique index decides.
/// </summary>
/// <param name="behind">Null where the log itself knows repetitions.</param>
public sealed class RedisIdempotencyStore(RedisServer redis, IIdempotencyStore? behind = null) : IIdempotencyStore
{
    private const int KeyStands = 1;
    private const int TransactionStands = 2;

    /// <summary>KEYS: the idempotency key's hash, the transaction's name. ARGV: fingerprint, transaction id, idempotency key, TTL in ms.</summary>
    private const string Claim = """
        local standing = redis.call('HMGET', KEYS[1], 'fingerprint', 'transaction', 'position', 'received')
        if standing[1] then
            return {1, standing[1], standing[2], standing[3] or '', standing[4] or ''}
        end
        local holder = redis.call('GET', KEYS[2])
        if holder and holder ~= ARGV[3] then
            return {2}
        end
        redis.call('HMSET', KEYS[1], 'fingerprint', ARGV[1], 'transaction', ARGV[2])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4])
        return {0}
        """;

    /// <summary>ARGV: fingerprint, position, time in ticks, TTL in ms. A first answer stands.</summary>
    private const string Complete = """
        if redis.call('HGET', KEYS[1], 'fingerprint') ~= ARGV[1] then
            return 0
        end
        redis.call('HSETNX', KEYS[1], 'position', ARGV[2])
        redis.call('HSETNX', KEYS[1], 'received', ARGV[3])
        redis.call('PEXPIRE', KEYS[1], ARGV[4])
        redis.call('PEXPIRE', KEYS[2], ARGV[4])
        return 1
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

    private readonly RedisValue _ttl = (long)TimeSpan.FromHours(redis.Options.TtlHours).TotalMilliseconds;

    /// <inheritdoc/>
    public async ValueTask<IdempotencyClaim> ClaimAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var payment = record.Payment;
        var (isThere, result) = await redis.TryRunAsync(Claim, KeysOf(record), [record.Fingerprint, payment.TransactionId, payment.IdempotencyKey, _ttl]);
        if (!isThere)
        {
            return behind is null ? IdempotencyClaim.Unknown : await behind.ClaimAsync(record, cancellationToken);
        }

        var answer = (RedisResult[])result!;
        switch ((int)answer[0])
        {
            case KeyStands:
                return Judge(record, (byte[])answer[1], (string)answer[2], (string)answer[3], (string)answer[4]);
            case TransactionStands:
                return IdempotencyClaim.Known(new AppendResult(AppendOutcome.TransactionExists, 0, payment.TransactionId, default));
            default:
                return IdempotencyClaim.New;
        }
    }

    /// <inheritdoc/>
    public async ValueTask CompleteAsync(IntakeRecord record, AppendResult result, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        ArgumentNullException.ThrowIfNull(result);
        var (isThere, _) = await redis.TryRunAsync(Complete, KeysOf(record), [record.Fingerprint, result.Position, result.ReceivedAt.UtcTicks, _ttl]);
        if (!isThere && behind is not null)
        {
            await behind.CompleteAsync(record, result, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ReleaseAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var (isThere, _) = await redis.TryRunAsync(Release, KeysOf(record), [record.Fingerprint, record.Payment.IdempotencyKey]);
        if (!isThere && behind is not null)
        {
            await behind.ReleaseAsync(record, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult?> FindAsync(string transactionId, CancellationToken cancellationToken)
    {
        var (_, holder) = await redis.TryRunAsync(Find, [redis.Key("transaction", transactionId)], []);
        if (holder is not null && (string?)holder is { } key)
        {
            var (isThere, stored) = await redis.TryRunAsync(FindAnswer, [redis.Key("key", key)], []);
            if (isThere && (RedisResult[])stored! is [var position, var received] && (string?)position is { } at)
            {
                return new AppendResult(AppendOutcome.Accepted, Number(at), transactionId, Time((string)received));
            }
        }

        return behind is null ? null : await behind.FindAsync(transactionId, cancellationToken);
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

    private RedisKey[] KeysOf(IntakeRecord record) => [redis.Key("key", record.Payment.IdempotencyKey), redis.Key("transaction", record.Payment.TransactionId)];

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(string ticks) => new(Number(ticks), TimeSpan.Zero);
}
