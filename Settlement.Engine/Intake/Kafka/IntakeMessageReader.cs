namespace Settlement.Engine.Intake.Kafka;

/// <summary>Reads a record of the topic by the rules of REST. What this system itself accepted is not asked about its parties again.</summary>
public sealed class IntakeMessageReader(PaymentReader reader)
{
    /// <summary>The payment's record, or else the dead letter.</summary>
    public (IntakeRecord? Record, DeadLetter? Dead) Read(IntakeMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var rules = message.Headers.Text(IntakeHeaders.Accepted) is null ? reader : PaymentReader.OfAccepted;
        var reading = rules.Read(message.Value, message.Headers.Text(IntakeHeaders.IdempotencyKey));
        if (reading.Record is { } record)
        {
            return (record, null);
        }

        return (null, reading.Malformed is { } malformed
            ? DeadLetter.Of(message, null, DeadLetter.Malformed, "", malformed)
            : new DeadLetter(message, reading.TransactionId, reading.Errors));
    }
}
