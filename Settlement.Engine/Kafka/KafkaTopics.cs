using System.Globalization;
using Confluent.Kafka;
using Confluent.Kafka.Admin;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Kafka;

/// <summary>Has the topics ready: creates what is missing, where that is allowed, and refuses an intake topic that could not be trusted.</summary>
public sealed class KafkaTopics(KafkaClients clients, IOptions<KafkaOptions> options)
{
    private const int MaxLooks = 60;

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(100);

    /// <summary>For another broker of the list to accept what one refused.</summary>
    private static readonly TimeSpan SecondOpinion = TimeSpan.FromSeconds(1);

    private readonly KafkaOptions _options = options.Value;

    /// <summary>The intake topic as the cluster describes it.</summary>
    /// <exception cref="KafkaSetupException">It cannot be had as it must be.</exception>
    public async Task<IntakeTopic> PrepareAsync(CancellationToken cancellationToken)
    {
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var admin = clients.Admin(refusal => refused.TrySetResult(refusal));
        try
        {
            var prepared = PrepareAsync(admin, cancellationToken);
            if (await Task.WhenAny(prepared, refused.Task).WaitAsync(cancellationToken) != prepared)
            {
                await prepared.WaitAsync(SecondOpinion, cancellationToken);
            }

            return await prepared.WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (refused.Task.IsCompletedSuccessfully && failure is TimeoutException or KafkaException)
        {
            // The client tries for ever, and would say in the end that time ran out.
            throw new KafkaSetupException(await refused.Task, failure);
        }
        catch (DescribeTopicsException failure)
        {
            throw new KafkaSetupException(
                $"Topic {_options.IntakeTopic} cannot be read: {failure.Results.TopicDescriptions[0].Error.Reason}. Create it, or set Kafka:CreateTopics to true.", failure);
        }
        catch (KafkaException failure)
        {
            throw new KafkaSetupException(
                $"Kafka at {_options.BootstrapServers} cannot be used: {failure.Error.Reason}. Kafka:BootstrapServers names it; is it running, does it speak {_options.SecurityProtocol} there, and may this client use it?", failure);
        }
    }

    private async Task<IntakeTopic> PrepareAsync(IAdminClient admin, CancellationToken cancellationToken)
    {
        if (_options.CreateTopics)
        {
            await CreateAsync(admin).WaitAsync(cancellationToken);
        }

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await CheckTimestampsAsync(admin).WaitAsync(cancellationToken);
                return await DescribeAsync(admin).WaitAsync(cancellationToken);
            }
            catch (KafkaException fresh) when (IsUnknownYet(fresh) && _options.CreateTopics && attempt < MaxLooks)
            {
                // Created, but not every broker has heard of it.
                await Task.Delay(Glance, cancellationToken);
            }
        }
    }

    private static bool IsUnknownYet(KafkaException failure) => failure switch
    {
        DescribeConfigsException configs => configs.Results.Exists(result => result.Error.Code is ErrorCode.UnknownTopicOrPart),
        DescribeTopicsException topics => topics.Results.TopicDescriptions.Exists(topic => topic.Error.Code is ErrorCode.UnknownTopicOrPart),
        _ => false,
    };

    private async Task CreateAsync(IAdminClient admin)
    {
        var retention = _options.RetentionHours < 0 ? "-1" : (_options.RetentionHours * 3_600_000L).ToString(CultureInfo.InvariantCulture);
        TopicSpecification[] topics =
        [
            // The broker's clock says when a payment came: nobody can date one back before a cut-off.
            Topic(_options.IntakeTopic, new(StringComparer.Ordinal) { ["message.timestamp.type"] = "LogAppendTime", ["retention.ms"] = retention }),
            Topic(_options.DeadLetterTopic, new(StringComparer.Ordinal) { ["retention.ms"] = retention }),
            Topic(_options.LedgerTopic, []),
            Topic(_options.BatchesTopic, []),
            Topic(_options.SettlementsTopic, []),
        ];
        try
        {
            await admin.CreateTopicsAsync(topics, new CreateTopicsOptions { RequestTimeout = Limit, OperationTimeout = Limit });
        }
        catch (CreateTopicsException failure) when (failure.Results.All(result => result.Error.Code is ErrorCode.NoError or ErrorCode.TopicAlreadyExists))
        {
            // Another process was first, or they stand since long.
        }
        catch (CreateTopicsException failure)
        {
            var first = failure.Results.First(result => result.Error.Code is not (ErrorCode.NoError or ErrorCode.TopicAlreadyExists));
            throw new KafkaSetupException(
                $"Topic {first.Topic} cannot be created: {first.Error.Reason}. Create it yourself and set Kafka:CreateTopics to false, or give this client the right.", failure);
        }
    }

    private TopicSpecification Topic(string name, Dictionary<string, string> settings) => new()
    {
        Name = name,
        NumPartitions = _options.Partitions,
        ReplicationFactor = _options.ReplicationFactor,
        Configs = settings,
    };

    private async Task CheckTimestampsAsync(IAdminClient admin)
    {
        try
        {
            var found = await admin.DescribeConfigsAsync(
                [new ConfigResource { Type = ResourceType.Topic, Name = _options.IntakeTopic }], new DescribeConfigsOptions { RequestTimeout = Limit });
            if (found[0].Entries.TryGetValue("message.timestamp.type", out var type) && type.Value is not "LogAppendTime")
            {
                throw new KafkaSetupException(
                    $"Topic {_options.IntakeTopic} keeps the time that a producer names, so a payment could be dated back before a cut-off. Set its message.timestamp.type to LogAppendTime.");
            }
        }
        catch (DescribeConfigsException failure) when (failure.Results.All(result => result.Error.Code is ErrorCode.TopicAuthorizationFailed or ErrorCode.ClusterAuthorizationFailed))
        {
            // Who may not look must rely on those who set it up.
        }
    }

    private async Task<IntakeTopic> DescribeAsync(IAdminClient admin)
    {
        var found = await admin.DescribeTopicsAsync(
            TopicCollection.OfTopicNames([_options.IntakeTopic]), new DescribeTopicsOptions { RequestTimeout = Limit });
        var topic = found.TopicDescriptions[0];
        return new IntakeTopic(topic.Name, topic.TopicId.ToString() ?? "", topic.Partitions.Count);
    }
}
