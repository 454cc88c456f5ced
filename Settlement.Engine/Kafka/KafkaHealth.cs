using Confluent.Kafka;
using Microsoft.Extensions.Options;

namespace Settlement.Engine.Kafka;

/// <summary>Asks the cluster whether the intake topic can be written.</summary>
public sealed class KafkaHealth(KafkaClients clients, IOptions<KafkaOptions> options) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private IAdminClient? _admin;
    private volatile string? _refusal;

    /// <summary>Null when every partition has a leader; else what is wrong, for people.</summary>
    public Task<string?> FindProblemAsync(CancellationToken cancellationToken) => Task.Run(FindProblem, cancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            _admin?.Dispose();
        }
    }

    private string? FindProblem()
    {
        try
        {
            var topic = Admin().GetMetadata(options.Value.IntakeTopic, Limit).Topics[0];
            _refusal = null;
            if (topic.Error.IsError)
            {
                return $"{topic.Topic}: {topic.Error.Reason}";
            }

            var leaderless = topic.Partitions.Count(partition => partition.Leader < 0);
            return leaderless == 0 ? null : $"{leaderless} partitions of {topic.Topic} have no leader";
        }
        catch (KafkaException failure)
        {
            return _refusal ?? failure.Error.Reason;
        }
    }

    private IAdminClient Admin()
    {
        lock (_gate)
        {
            return _admin ??= clients.Admin(refusal => _refusal = refusal);
        }
    }
}
