using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Settlement.Engine.ReadModel;

public static class ReadModelRegistration
{
    public static IServiceCollection AddReadModel(this IServiceCollection services) =>
        services.AddSingleton<WorkCounts>().AddPooledDbContextFactory<ReadContext>((provider, options) => options
            .UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>())
            .UseQueryTrackingBehavior(QueryTrackingBehavior.NoTracking));
}
