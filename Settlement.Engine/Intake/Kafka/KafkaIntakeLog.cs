using System.Text;
using System.Text.Json;
using Confluent.Kafka;
using Microsoft.Extensions.Options;
using Settlement.Engine.Intake.Idempotency;
using Settlement.Engine.Kafka;
using Settlement.Engine.Metrics;

namespace Settlement.Engine.Intake.Kafka;

/// <summary>
/// The intake log as a Kafka topic. A payment is accepted when all replicas in sync have its record. Whether its key or id was used before is asked
/// before it comes here (<see cref="IdempotentIntakeLog"/>) and decided behind it, by the unique indexes of the table that the engine fills
/// (<see cref="IntakeIngest"/>): the same payment may stand in the topic twice and has one effect.
/// </summary>
public sealed class KafkaIntakeLog(
    KafkaProducer producer,
    IntakeStream stream,
    WindowCloseRegister closes,
    IOptions<KafkaOptions> options,
    SettlementMetrics metrics,
    IntakePressure pressure,
    TimeProvider clock) : IIntakeLog
{
    private readonly string _topic = options.Value.IntakeTopic;

    /// <inheritdoc/>
    public async ValueTask<AppendResult> AppendAsync(IntakeRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        var headers = new Headers().Put(IntakeHeaders.IdempotencyKey, record.Payment.IdempotencyKey).Put(IntakeHeaders.Accepted, "1");
        IntakeTrace.Write(headers);
        try
        {
            var open = await stream.OpenAsync(cancellationToken);

            // Not to be called back from here on: the outcome must become known.
            var placed = await producer.ProduceAsync(_topic, null, new Message<byte[]?, byte[]>
            {
                Key = Encoding.UTF8.GetBytes(record.Payment.TransactionId),
                Value = Encoding.UTF8.GetBytes(record.Body),
                Headers = headers,
            });
            metrics.IntakeAccepted();
            pressure.Note(1);
            return new AppendResult(
                AppendOutcome.Accepted, open.Positions.Of(placed.Partition, placed.Offset), record.Payment.TransactionId, new DateTimeOffset(placed.At, TimeSpan.Zero));
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new IntakeLogUnavailableException("The payment's record is not known to be in the topic.", away);
        }
    }

    /// <inheritdoc/>
    /// <remarks>
    /// The decision is the database's; then every partition in which no marker was met gets one. A second closure, also one after a crash between the two,
    /// puts the missing markers there; of two markers in a partition the first counts. The result's position is the greatest one.
    /// </remarks>
    public async Task<WindowCloseMarker> AppendWindowCloseAsync(string windowId, string closedBy, string reason, CancellationToken cancellationToken)
    {
        try
        {
            var open = await stream.OpenAsync(cancellationToken);
            var decision = await closes.DecideAsync(windowId, closedBy, reason, clock.GetUtcNow(), cancellationToken);
            var marked = await closes.FindMarksAsync(windowId, cancellationToken);
            var missing = Enumerable.Range(0, open.Topic.Partitions).Where(partition => !marked.ContainsKey(partition));
            var placed = await Task.WhenAll(missing.Select(partition => MarkAsync(open, partition, decision)));
            return decision with { Position = placed.Concat(marked.Values).Max() };
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new IntakeLogUnavailableException("The window's close markers are not known to be appended.", away);
        }
    }

    /// <inheritdoc/>
    /// <remarks>One marker for each partition in which the engine has met one.</remarks>
    public async Task<IReadOnlyList<WindowCloseMarker>> ReadWindowClosesAsync(long upTo, CancellationToken cancellationToken)
    {
        try
        {
            return await closes.ReadMarksAsync(upTo, cancellationToken);
        }
        catch (Exception away) when (IsAway(away))
        {
            throw new IntakeLogUnavailableException("The windows' close markers cannot be read now.", away);
        }
    }

    private async Task<long> MarkAsync(OpenStream open, int partition, WindowCloseMarker decision)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new { window_id = decision.WindowId, closed_by = decision.ClosedBy, reason = decision.Reason, at = decision.At });
        var placed = await producer.ProduceAsync(_topic, partition, new Message<byte[]?, byte[]>
        {
            Key = Encoding.UTF8.GetBytes(decision.WindowId),
            Value = body,
            Headers = new Headers().Put(IntakeHeaders.WindowClose, decision.WindowId),
        });
        return open.Positions.Of(partition, placed.Offset);
    }

    private static bool IsAway(Exception exception) => exception is KafkaUnavailableException or KafkaSetupException || Database.DatabaseOutage.Is(exception);
}
