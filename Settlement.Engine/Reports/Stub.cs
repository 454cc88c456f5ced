using Microsoft.Extensions.DependencyInjection;

namespace Settlement.Engine.Reports;

/// <summary>Stands in until reports are made: a window that closed has none.</summary>
internal sealed class NoReports : IWindowReports
{
    public Task<string> MakeAsync(string windowId, CancellationToken cancellationToken) => Task.FromResult("");
}

public static class ReportsRegistration
{
    public static IServiceCollection AddReports(this IServiceCollection services) => services.AddSingleton<IWindowReports, NoReports>();
}
