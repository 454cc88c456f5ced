namespace Settlement.Api.Events;

/// <summary>Section <c>Events</c>.</summary>
public sealed class EventStreamOptions
{
    public const string Section = "Events";

    /// <summary>Streams that this process serves at once, 1 to 1,000; one more is answered 503. Each asks the database once per interval.</summary>
    public int MaxStreams { get; set; } = 100;

    /// <summary>Time between two looks at the table, 50 to 10,000 ms.</summary>
    public int IntervalMilliseconds { get; set; } = 500;

    internal bool IsValid => MaxStreams is >= 1 and <= 1_000 && IntervalMilliseconds is >= 50 and <= 10_000;
}
