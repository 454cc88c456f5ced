using System.ComponentModel.DataAnnotations;

namespace Settlement.Sagas.Pump;

/// <summary>Bounds of a <see cref="KeyedPump{T}"/>. Configuration section "Pump".</summary>
public sealed class KeyedPumpOptions
{
    public const string Section = "Pump";

    /// <summary>Records taken but not done, the waiting ones of a busy key included; 1 to 8,192, default 1,024.</summary>
    [Range(1, 8192)]
    public int MaxInFlight { get; set; } = 1024;

    /// <summary>How many records may be taken beyond the oldest one that is not done; 1 to 1,048,576, default 16,384. It bounds what a crash repeats.</summary>
    [Range(1, 1_048_576)]
    public int MaxAhead { get; set; } = 16_384;

    /// <summary>Wait before a record's first retry; doubles with each one. 1 to 60,000 ms, default 50 ms.</summary>
    [Range(1, 60_000)]
    public int FirstRetryMilliseconds { get; set; } = 50;

    /// <summary>The longest wait between two retries; 1 to 600,000 ms, default 5,000 ms.</summary>
    [Range(1, 600_000)]
    public int LongestRetryMilliseconds { get; set; } = 5_000;
}
