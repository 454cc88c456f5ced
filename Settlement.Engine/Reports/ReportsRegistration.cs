using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Settlement.Engine.Reports;

/// <summary>Registers the windows' reports on the registered database.</summary>
public static class ReportsRegistration
{
    public static IServiceCollection AddReports(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WindowReportBuilder>();
        services.AddSingleton<IWindowReports, WindowReports>();
        return services;
    }
}
