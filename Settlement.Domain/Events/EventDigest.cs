namespace Settlement.Domain.Events;

/// <summary>What happened since the digest before: counts, for who watches the whole and not each change.</summary>
/// <param name="At">When it was taken, by the server's clock.</param>
/// <param name="Changes">Changes by machine and by the state they led to; empty when nothing happened.</param>
public sealed record EventDigest(DateTimeOffset At, IReadOnlyList<DigestedChange> Changes);

/// <param name="Machine">transaction, batch or window.</param>
/// <param name="To">The state they led to, lower-case words joined by underscores.</param>
/// <param name="LastKey">The id of one of them, the last.</param>
public sealed record DigestedChange(string Machine, string To, long Count, string LastKey);
