namespace Settlement.Engine.Intake;

/// <summary>An intake log with one order over everything. Positions grow in the order in which readers see them: a reader that has seen position n never meets
/// a smaller one later.</summary>
public interface IOrderedIntakeLog : IIntakeLog
{
    /// <summary>Entries after <paramref name="position"/> in order, at most <paramref name="max"/>.</summary>
    Task<IReadOnlyList<IntakeEntry>> ReadAsync(long position, int max, CancellationToken cancellationToken);

    /// <summary>Completes when something may have been appended after <paramref name="position"/>, or after the time limit.</summary>
    Task WaitForAppendAsync(long position, TimeSpan limit, CancellationToken cancellationToken);
}
