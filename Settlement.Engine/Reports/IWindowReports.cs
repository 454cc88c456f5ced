namespace Settlement.Engine.Reports;

/// <summary>Makes and keeps the reports of closed windows.</summary>
public interface IWindowReports
{
    /// <summary>Makes the window's report if it is not kept yet; returns the kept one's hash, lower-case hex SHA-256.</summary>
    Task<string> MakeAsync(string windowId, CancellationToken cancellationToken);
}
