using System.Text;
using Confluent.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>The headers of records in the intake topic and its dead letters. A partner needs none of them.</summary>
public static class IntakeHeaders
{
    /// <summary>The idempotency key, where the body does not hold it; as REST's header Idempotency-Key.</summary>
    public const string IdempotencyKey = "idempotency-key";

    /// <summary>Set by this system's own intake: the payment's parties were checked when it was accepted, and are the engine's affair from then on.</summary>
    public const string Accepted = "settlement-accepted";

    /// <summary>Marks a window's close marker; its value is the window's id.</summary>
    public const string WindowClose = "settlement-window-close";

    /// <summary>W3C trace context.</summary>
    public const string TraceParent = "traceparent";
    public const string TraceState = "tracestate";

    /// <summary>Stand before the names of what the dead-letter topic adds to a record's own headers.</summary>
    public const string DeadLetterPrefix = "dlq-";

    public static Headers Put(this Headers headers, string name, string value)
    {
        ArgumentNullException.ThrowIfNull(headers);
        headers.Add(name, Encoding.UTF8.GetBytes(value));
        return headers;
    }

    /// <summary>The last value of that name as text; null when there is none.</summary>
    public static string? Text(this Headers? headers, string name) =>
        headers is not null && headers.TryGetLastBytes(name, out var value) && value is not null ? Encoding.UTF8.GetString(value) : null;
}
