using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Settlement.Engine.Etcd;

public static class EtcdRegistration
{
    /// <summary>The client, once, and its options, validated at start. Called by what is configured to keep something in etcd.</summary>
    public static IServiceCollection AddEtcd(this IServiceCollection services, IConfiguration configuration)
    {
        if (services.All(service => service.ServiceType != typeof(EtcdClient)))
        {
            services.AddOptions<EtcdOptions>().Bind(configuration.GetSection(EtcdOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
            services.TryAddSingleton(TimeProvider.System);
            services.AddSingleton<EtcdClient>();
        }

        return services;
    }
}
