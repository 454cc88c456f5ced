using System.ComponentModel.DataAnnotations;

namespace Settlement.Engine.Intake;

/// <summary>How the intake log groups and bounds its work; configuration section <c>Intake</c>, validated at start.</summary>
public sealed class IntakeOptions
{
    public const string Section = "Intake";

    /// <summary>Payments that share one commit at most. Below that a group is whatever came while the last one was being committed.</summary>
    [Range(1, 8_192)]
    public int MaxGroup { get; set; } = 1_024;

    /// <summary>Payments that may wait for their group; one more is answered with 503 at once.</summary>
    [Range(1, 1_000_000)]
    public int QueueLimit { get; set; } = 16_384;

    /// <summary>Idempotency keys whose outcome is remembered in the process (about 300 bytes each); 0 turns it off. The database decides all others.</summary>
    [Range(0, 10_000_000)]
    public int RecentKeys { get; set; } = 65_536;

    /// <summary>Seconds that one group's commit may take, and a connection, before those who wait are told that the log is unavailable.</summary>
    [Range(1, 60)]
    public int TimeoutSeconds { get; set; } = 5;

    /// <summary>Milliseconds after a failure in which nothing is tried again and every append is refused at once.</summary>
    [Range(1, 60_000)]
    public int PauseMilliseconds { get; set; } = 250;

    /// <summary>Milliseconds after which a waiting reader asks the database, in case that another process appended.</summary>
    [Range(1, 10_000)]
    public int PollMilliseconds { get; set; } = 50;

    /// <summary>Payments per second and processor from which on intake is in a burst, and the engine of the same process waits; default 1,000: with its engine at work a
    /// machine of two processors accepted 3,700 payments a second, and 12,000 while it waited (<c>./bench intake</c>).</summary>
    [Range(1, 1_000_000)]
    public int BurstPerSecondAndProcessor { get; set; } = 1_000;

    /// <summary>Payments per processor that wait for their answer at once from which on intake is in a burst, at whatever rate; default 64: at 1,000 a second and processor
    /// they would have waited for 64 ms.</summary>
    [Range(1, 100_000)]
    public int BurstWaitingPerProcessor { get; set; } = 64;

    /// <summary>Seconds that the engine waits in one burst at most; after that the two share the processors. 0: it never waits.</summary>
    [Range(0, 3_600)]
    public int BurstSeconds { get; set; } = 60;

    internal double BurstPerSecond(int processors) => (double)BurstPerSecondAndProcessor * processors;
}
