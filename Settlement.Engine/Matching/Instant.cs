namespace Settlement.Engine.Matching;

/// <summary>Now, to the microsecond: what is written to PostgreSQL reads back as it was.</summary>
internal static class Instant
{
    public static DateTimeOffset Of(TimeProvider time)
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
