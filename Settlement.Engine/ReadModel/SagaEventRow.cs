namespace Settlement.Engine.ReadModel;

/// <summary>One change of a saga.</summary>
public sealed class SagaEventRow
{
    public Guid SagaId { get; init; }

    public int Version { get; init; }

    public long Position { get; init; }

    public string Machine { get; init; } = "";

    public string Key { get; init; } = "";

    public string Event { get; init; } = "";

    public string FromState { get; init; } = "";

    public string ToState { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public Guid MessageId { get; init; }

    /// <summary>The message as JSON.</summary>
    public string Payload { get; init; } = "";
}
