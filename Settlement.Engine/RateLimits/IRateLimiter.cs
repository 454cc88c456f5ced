namespace Settlement.Engine.RateLimits;

/// <summary>Counts requests by client. Both implementations keep one number a client, the time at which its allowance is full again (GCRA, ITU-T I.371).</summary>
public interface IRateLimiter
{
    /// <summary>Null when the request may pass; else how long its client should wait.</summary>
    ValueTask<TimeSpan?> FindDelayAsync(string client);
}
