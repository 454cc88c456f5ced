using System.Diagnostics;
using Confluent.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>Carries the W3C trace context through the topic: what the engine does with a payment belongs to the request that brought it.</summary>
public static class IntakeTrace
{
    public const string SourceName = "settlement.intake";

    private static readonly ActivitySource Source = new(SourceName);

    public static void Write(Headers headers)
    {
        ArgumentNullException.ThrowIfNull(headers);
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity)
        {
            headers.Put(IntakeHeaders.TraceParent, id);
            if (!string.IsNullOrEmpty(activity.TraceStateString))
            {
                headers.Put(IntakeHeaders.TraceState, activity.TraceStateString);
            }
        }
    }

    /// <summary>The context that the record carries; the default one when it carries none that can be read.</summary>
    public static ActivityContext Read(Headers? headers) =>
        ActivityContext.TryParse(headers.Text(IntakeHeaders.TraceParent), headers.Text(IntakeHeaders.TraceState), isRemote: true, out var context) ? context : default;

    /// <summary>The context as a traceparent; null for the default one.</summary>
    public static string? Parent(ActivityContext context) =>
        context == default ? null : $"00-{context.TraceId}-{context.SpanId}-{(byte)context.TraceFlags:x2}";

    /// <summary>Begins the engine's part of a payment's trace; null when nobody listens.</summary>
    public static Activity? StartConsuming(ActivityContext parent) => Source.StartActivity("consume payment", ActivityKind.Consumer, parent);
}
