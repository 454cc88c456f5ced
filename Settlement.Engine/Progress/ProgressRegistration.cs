using Microsoft.Extensions.DependencyInjection;

namespace Settlement.Engine.Progress;

public static class ProgressRegistration
{
    public static IServiceCollection AddProgress(this IServiceCollection services) => services.AddSingleton<EngineProgress>();
}
