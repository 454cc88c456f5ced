namespace Settlement.Api.Planning;

internal static class FrontierRegistration
{
    public static IServiceCollection AddFrontier(this IServiceCollection services) =>
        services.AddSingleton<FrontierReplay>().AddSingleton<RecordedDays>();
}
