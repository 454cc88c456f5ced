namespace Settlement.Engine.Intake.Redis;

/// <summary>What Redis keeps of a payment that was answered.</summary>
/// <param name="ReceivedTicks">Of the time in UTC.</param>
internal sealed record RedisAnswer(string Key, string TransactionId, byte[] Fingerprint, long Position, long ReceivedTicks)
{
    public static RedisAnswer Of(IntakeRecord record, AppendResult result) =>
        new(record.Payment.IdempotencyKey, record.Payment.TransactionId, record.Fingerprint, result.Position, result.ReceivedAt.UtcTicks);
}
