using Settlement.Domain.Reports;

namespace Settlement.Engine.Reports;

/// <summary>Makes and keeps the reports of finished windows.</summary>
public interface IWindowReports
{
    /// <summary>Makes the window's report if it is not kept yet, and returns its hash. Making it again changes nothing.</summary>
    /// <returns>Lower-case hex SHA-256 of the kept text.</returns>
    /// <exception cref="InvalidOperationException">There is no such window, or it is not finished.</exception>
    Task<string> MakeAsync(string windowId, CancellationToken cancellationToken);

    /// <summary>The kept report, or null.</summary>
    Task<KeptReport?> FindAsync(string windowId, CancellationToken cancellationToken);
}

/// <param name="Hash">Lower-case hex SHA-256 of the kept text.</param>
public sealed record KeptReport(WindowReport Report, string Hash, DateTimeOffset MadeAt);
