using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Kafka;

/// <summary>Registers Kafka's clients and topics; their options are validated at start.</summary>
public static class KafkaRegistration
{
    public static IServiceCollection AddKafka(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddOptions<KafkaOptions>().Bind(configuration.GetSection(KafkaOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<KafkaOptions>, KafkaOptionsRules>());
        services.TryAddSingleton<KafkaClients>();
        services.TryAddSingleton<KafkaProducer>();
        services.TryAddSingleton<KafkaTopics>();
        services.TryAddSingleton<KafkaHealth>();
        return services;
    }
}
