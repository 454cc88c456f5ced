using System.Diagnostics;
using Confluent.Kafka;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Settlement.Engine.Kafka;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>
/// This engine's member of the consumer group. Hands each partition's records to a lane of its own, pauses a partition whose lane is full, and
/// commits nothing but the lanes' watermarks. A partition that is taken away is drained and committed first, and begins elsewhere where it was left.
/// </summary>
/// <remarks>Runs on one thread, which must keep polling to stay a member; everything slow is the lanes'.</remarks>
public sealed partial class IntakeConsumer(KafkaClients clients, IOptions<KafkaOptions> options, ILogger<IntakeConsumer> logger)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan AskLimit = TimeSpan.FromSeconds(10);

    private readonly KafkaOptions _options = options.Value;

    /// <summary>Consumes until it is stopped or fails; blocks its thread.</summary>
    /// <param name="open">Makes the lane of a partition, given the position before its first record.</param>
    /// <exception cref="KafkaUnavailableException">The group cannot be followed any more; a new call begins at the committed offsets.</exception>
    public void Run(OpenStream stream, Func<int, long, IPartitionLane> open, CancellationToken stop)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var session = new Session(this, stream, open);
        using var consumer = clients.Consumer()
            .SetPartitionsAssignedHandler(session.Assign)
            .SetPartitionsRevokedHandler((member, partitions) => session.Release(member, partitions, isLost: false))
            .SetPartitionsLostHandler((member, partitions) => session.Release(member, partitions, isLost: true))
            .Build();
        try
        {
            consumer.Subscribe(_options.IntakeTopic);
            session.Follow(consumer, stop);
        }
        catch (KafkaException failure) when (failure.Error.Code is ErrorCode.InvalidSessionTimeout)
        {
            throw new KafkaUnavailableException(
                $"The brokers refuse sessions of {_options.SessionTimeoutMilliseconds} ms: set Kafka:SessionTimeoutMilliseconds to what they allow (6000 always is), "
                + "or their group.min.session.timeout.ms to less.",
                failure);
        }
        catch (KafkaException failure)
        {
            throw new KafkaUnavailableException($"The intake topic cannot be consumed: {failure.Error.Reason}.", failure);
        }
        finally
        {
            // Leaves the group, which releases the partitions first.
            Close(consumer);
            session.Abandon();
        }
    }

    private void Close(IConsumer<byte[]?, byte[]> consumer)
    {
        try
        {
            consumer.Close();
        }
        catch (KafkaException failure)
        {
            LogFailed("leave its group", failure.Error.Reason);
        }
    }

    /// <summary>One membership, on the consumer's thread.</summary>
    private sealed class Session(IntakeConsumer owner, OpenStream stream, Func<int, long, IPartitionLane> open)
    {
        private readonly Dictionary<int, IPartitionLane> _lanes = [];
        private readonly Dictionary<int, long> _stored = [];
        private readonly HashSet<int> _paused = [];

        private TimeSpan Drain => TimeSpan.FromSeconds(owner._options.DrainSeconds);

        public void Follow(IConsumer<byte[]?, byte[]> consumer, CancellationToken stop)
        {
            var lookedAt = Stopwatch.GetTimestamp();
            while (!stop.IsCancellationRequested)
            {
                var result = consumer.Consume(Poll);
                if (result is not null)
                {
                    Take(consumer, result);
                }

                if (Stopwatch.GetElapsedTime(lookedAt) >= Poll)
                {
                    lookedAt = Stopwatch.GetTimestamp();
                    Look(consumer);
                }
            }
        }

        public IEnumerable<TopicPartitionOffset> Assign(IConsumer<byte[]?, byte[]> consumer, List<TopicPartition> partitions)
        {
            var committed = consumer.Committed(partitions, AskLimit);
            var starts = committed.ConvertAll(at => at.Offset.IsSpecial ? new TopicPartitionOffset(at.TopicPartition, FirstOffset(consumer, at.TopicPartition)) : at);
            foreach (var start in starts)
            {
                _lanes[start.Partition.Value] = open(start.Partition.Value, stream.Positions.Of(start.Partition.Value, start.Offset.Value - 1));
            }

            owner.LogAssigned(partitions.Count, _lanes.Count);
            return starts;
        }

        /// <summary>Drains the lanes, all at once, and commits what they have done. Of lost partitions nothing is committed: another engine may own them already.</summary>
        public void Release(IConsumer<byte[]?, byte[]> consumer, List<TopicPartitionOffset> partitions, bool isLost)
        {
            var lanes = partitions.Select(partition => partition.Partition.Value).Where(_lanes.ContainsKey).ToDictionary(number => number, number => _lanes[number]);
            var stopped = Task.WhenAll(lanes.Values.Select(lane => lane.StopAsync(isLost ? TimeSpan.Zero : Drain)));
            stopped.GetAwaiter().GetResult();
            foreach (var (number, lane) in lanes)
            {
                if (!isLost)
                {
                    Store(consumer, number, lane);
                }

                _lanes.Remove(number);
                _stored.Remove(number);
                _paused.Remove(number);
            }

            if (!isLost && lanes.Count > 0)
            {
                Commit(consumer);
            }

            owner.LogReleased(lanes.Count, isLost);
        }

        /// <summary>Ends lanes that no rebalance ended.</summary>
        public void Abandon()
        {
            Task.WhenAll(_lanes.Values.Select(lane => lane.StopAsync(TimeSpan.Zero))).GetAwaiter().GetResult();
            _lanes.Clear();
        }

        private static Offset FirstOffset(IConsumer<byte[]?, byte[]> consumer, TopicPartition partition) => consumer.QueryWatermarkOffsets(partition, AskLimit).Low;

        private void Take(IConsumer<byte[]?, byte[]> consumer, ConsumeResult<byte[]?, byte[]> result)
        {
            var number = result.Partition.Value;
            if (!_lanes.TryGetValue(number, out var lane))
            {
                return;
            }

            var message = result.Message;
            lane.Take(new IntakeMessage(
                number, result.Offset.Value, stream.Positions.Of(number, result.Offset.Value), new DateTimeOffset(message.Timestamp.UtcDateTime, TimeSpan.Zero),
                message.Key, message.Value ?? [], message.Headers ?? []));
            if (lane.Backlog >= owner._options.MaxBacklog && _paused.Add(number))
            {
                consumer.Pause([result.TopicPartition]);
            }
        }

        private void Look(IConsumer<byte[]?, byte[]> consumer)
        {
            foreach (var (number, lane) in _lanes)
            {
                if (lane.Failure is { } failure)
                {
                    throw new InvalidOperationException($"Partition {number} of the intake topic cannot be taken further.", failure);
                }

                Store(consumer, number, lane);
                if (lane.Backlog <= owner._options.MaxBacklog / 2 && _paused.Remove(number))
                {
                    consumer.Resume([new TopicPartition(owner._options.IntakeTopic, number)]);
                }
            }
        }

        /// <summary>Marks the watermark for the next commit, which the client makes every so often in the background.</summary>
        private void Store(IConsumer<byte[]?, byte[]> consumer, int number, IPartitionLane lane)
        {
            var next = stream.Positions.OffsetOf(lane.Watermark) + 1;
            if (lane.Watermark < stream.Positions.Of(number, 0) || _stored.GetValueOrDefault(number) >= next)
            {
                return;
            }

            consumer.StoreOffset(new TopicPartitionOffset(owner._options.IntakeTopic, number, next));
            _stored[number] = next;
        }

        private void Commit(IConsumer<byte[]?, byte[]> consumer)
        {
            try
            {
                consumer.Commit();
            }
            catch (KafkaException failure) when (failure.Error.Code is ErrorCode.Local_NoOffset)
            {
                // Everything was committed before.
            }
            catch (KafkaException failure)
            {
                // What was not committed is done again by the next owner, to no further effect.
                owner.LogFailed("commit before a rebalance", failure.Error.Reason);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "{Count} partitions of the intake topic came to this engine, which has {All} now")]
    private partial void LogAssigned(int count, int all);

    [LoggerMessage(LogLevel.Information, "{Count} partitions of the intake topic left this engine (lost: {IsLost})")]
    private partial void LogReleased(int count, bool isLost);

    [LoggerMessage(LogLevel.Warning, "The engine could not {Action}: {Reason}")]
    private partial void LogFailed(string action, string reason);
}
