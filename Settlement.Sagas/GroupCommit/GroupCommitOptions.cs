using System.ComponentModel.DataAnnotations;

namespace Settlement.Sagas.GroupCommit;

/// <summary>How sagas share their loads and commits. Configuration section "GroupCommit"; the same for each machine.</summary>
public sealed class GroupCommitOptions
{
    public const string Section = "GroupCommit";

    /// <summary>Most failures that one <see cref="ISagaDispatcher.SendManyAsync{T}"/> reports.</summary>
    public const int MaxReportedFailures = 16;

    /// <summary>Most sagas in one SELECT or one commit; 1 to 8,192, default 1,024.</summary>
    [Range(1, 8192)]
    public int MaxBatch { get; set; } = 1024;

    /// <summary>Commits under way at once per machine; 1 to 8, default 2: while one waits for the disk the other one is computed.</summary>
    [Range(1, 8)]
    public int Writers { get; set; } = 2;

    /// <summary>Sagas that may wait for a commit or a load, per machine; more wait in their senders. 1 to 65,536, default 8,192.</summary>
    [Range(1, 65_536)]
    public int QueueLimit { get; set; } = 8192;

    /// <summary>Committed snapshots kept in memory per machine; 0 (no cache) to 1,000,000, default 32,768, about 1 kB each.</summary>
    [Range(0, 1_000_000)]
    public int CacheSize { get; set; } = 32_768;

    /// <summary>Times that a message runs again at once after another one changed its saga; 1 to 100, default 5.</summary>
    [Range(1, 100)]
    public int ConcurrencyRetries { get; set; } = 5;

    /// <summary>Messages that <see cref="ISagaDispatcher.SendManyAsync{T}"/> keeps in flight per call; 1 to 8,192, default 512.</summary>
    [Range(1, 8192)]
    public int DispatchConcurrency { get; set; } = 512;
}
