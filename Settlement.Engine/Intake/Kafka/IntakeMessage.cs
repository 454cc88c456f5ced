using System.Diagnostics;
using Confluent.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>One record of the intake topic as it came.</summary>
/// <param name="Position">Its position in the intake log.</param>
/// <param name="ReceivedAt">When the broker took it.</param>
public sealed record IntakeMessage(int Partition, long Offset, long Position, DateTimeOffset ReceivedAt, byte[]? Key, byte[] Value, Headers Headers)
{
    /// <summary>The window whose close marker this is; null for a payment.</summary>
    public string? WindowClose => Headers.Text(IntakeHeaders.WindowClose);

    /// <summary>The trace that the record belongs to.</summary>
    public ActivityContext Trace => IntakeTrace.Read(Headers);
}
