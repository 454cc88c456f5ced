namespace Settlement.Domain.Jobs;

/// <summary>A job that runs by the clock.</summary>
/// <param name="Schedule">In words, with the time zone.</param>
/// <param name="MissedRuns">Fire times of the last seven days that passed while nothing ran; what was due then was done at the next start.</param>
public sealed record ScheduledJob(
    string Job, string Description, string Schedule, DateTimeOffset? NextAt, string State, JobRun? Last, int MissedRuns, IReadOnlyList<JobRun> Runs);

/// <param name="Seconds">How long it took; null for one that was missed.</param>
/// <param name="Outcome">done, failed or missed.</param>
public sealed record JobRun(DateTimeOffset DueAt, DateTimeOffset? StartedAt, double? Seconds, string Outcome, string Detail);
