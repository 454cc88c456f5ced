using System.Collections.Concurrent;
using System.Text;
using Confluent.Kafka;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Settlement.Benchmarks.Chaos;
using Settlement.Engine.Intake.Kafka;
using Settlement.Engine.Kafka;
using Settlement.Tests.Servers;
using Xunit;

namespace Settlement.Tests.Kafka;

/// <summary>The group's member by itself, on librdkafka's own cluster: what is handed to lanes, when it pauses, and what it commits.</summary>
public sealed class IntakeConsumerTests : IDisposable
{
    private const int Count = 10;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly MockKafka _mock = MockKafka.Start();

    public void Dispose() => _mock.Dispose();

    [Fact]
    public async Task Records_that_were_not_done_when_the_lane_was_stopped_come_again_and_those_that_were_do_not()
    {
        var options = new KafkaOptions { BootstrapServers = _mock.Address, IntakeTopic = "undone", GroupId = "undone", CommitMilliseconds = 50, MaxBacklog = 4 };
        var clients = new KafkaClients(Options.Create(options), NullLogger<KafkaClients>.Instance);
        using (var producer = new KafkaProducer(clients, NullLogger<KafkaProducer>.Instance))
        {
            for (var number = 0; number < Count; number++)
            {
                var placed = await producer.ProduceAsync(options.IntakeTopic, 1, new Message<byte[]?, byte[]> { Value = Encoding.UTF8.GetBytes($"record {number}") });
                Assert.Equal((1, (long)number), (placed.Partition, placed.Offset));
            }
        }

        var consumer = new IntakeConsumer(clients, Options.Create(options), NullLogger<IntakeConsumer>.Instance);
        var first = await ConsumeAsync(consumer, options, done: 6, until: Count);
        var second = await ConsumeAsync(consumer, options, done: Count, until: 4);

        Assert.Equal(Enumerable.Range(0, Count).Select(number => $"{number}: record {number}"), first);
        Assert.Equal(Enumerable.Range(6, 4).Select(number => $"{number}: record {number}"), second);
    }

    /// <summary>What partition 1 handed out, by one membership from its start to its clean end.</summary>
    /// <param name="done">Records of the partition that are done; those behind them stay undone.</param>
    /// <param name="until">Ends when so many came.</param>
    private static async Task<List<string>> ConsumeAsync(IntakeConsumer consumer, KafkaOptions options, int done, int until)
    {
        var stream = new OpenStream(new IntakeTopic(options.IntakeTopic, "", MockKafka.Partitions), new KafkaPositions(1_024));
        var taken = new ConcurrentQueue<string>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = Task.Factory.StartNew(
            () => consumer.Run(stream, (partition, position) => new Lane(taken, position, stream.Positions.Of(partition, done - 1)), stop.Token),
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Deadline.UntilAsync(() => Task.FromResult(taken.Count >= until || running.IsCompleted), Patience, () => $"{taken.Count} of {until} records came");
        await stop.CancelAsync();
        await running;
        return [.. taken];
    }

    /// <summary>Is never full for long, as it counts what it was given once; does records up to a position and no further.</summary>
    private sealed class Lane(ConcurrentQueue<string> taken, long before, long last) : IPartitionLane
    {
        private long _watermark = before;
        private int _backlog;

        public int Backlog => Interlocked.Exchange(ref _backlog, 0);

        public long Watermark => Volatile.Read(ref _watermark);

        public Exception? Failure => null;

        public void Take(IntakeMessage message)
        {
            // More than it may be behind by: the partition is paused, and goes on at the next look.
            Interlocked.Add(ref _backlog, 100);
            taken.Enqueue($"{message.Offset}: {Encoding.UTF8.GetString(message.Value)}");
            Volatile.Write(ref _watermark, Math.Max(_watermark, Math.Min(message.Position, last)));
        }

        public Task StopAsync(TimeSpan drain) => Task.CompletedTask;
    }
}
