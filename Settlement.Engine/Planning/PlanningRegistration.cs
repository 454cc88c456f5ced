using Microsoft.Extensions.DependencyInjection;

namespace Settlement.Engine.Planning;

public static class PlanningRegistration
{
    public static IServiceCollection AddPlanning(this IServiceCollection services) => services.AddSingleton<PlanStore>().AddSingleton<PlanReader>();
}
