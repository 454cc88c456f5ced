using System.Text;
using System.Text.Json;
using Settlement.Engine.Actions;
using Settlement.Engine.Failures;
using Settlement.Engine.Intake;
using Settlement.Engine.Intake.Kafka;
using DeadLetter = Settlement.Engine.Failures.DeadLetter;

namespace Settlement.Sagas.Drivers;

/// <summary>
/// Submits a record of the intake topic again that could not become a payment, as it came or edited. What says how much it is and whose it is stays as its
/// sender wrote it: a record that is wrong in these is its sender's to send again.
/// </summary>
public sealed class RecordRetry(DeadLetterArchive archive) : IDeadLetterRetry
{
    private static readonly string[] Kept = ["amount", "source_currency", "destination_currency", "source_account"];

    public string Source => "intake";

    public async Task<ItemResult> RetryAsync(DeadLetter letter, string? body, ActionOrder order, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(letter);
        ArgumentNullException.ThrowIfNull(order);
        if (await archive.FindAsync(letter.Position, cancellationToken) is not { } record)
        {
            return ItemResult.Failed($"no record is kept at position {letter.Position}");
        }

        if (body is not null && Objection(letter.Body, body) is { } objection)
        {
            return ItemResult.Failed(objection);
        }

        var (result, errors) = await archive.ReplayAsync(record, body is null ? null : Encoding.UTF8.GetBytes(body), order.Operator, cancellationToken);
        if (result is null)
        {
            return ItemResult.Failed("it still breaks a rule: " + string.Join("; ", errors.Select(error => error.Message)));
        }

        return result.Outcome switch
        {
            AppendOutcome.Accepted => ItemResult.Done($"submitted as {result.TransactionId}"),
            AppendOutcome.Duplicate => ItemResult.Done($"{result.TransactionId} was submitted meanwhile"),
            AppendOutcome.KeyReused => ItemResult.Failed("its idempotency key belongs to another payment: edit it"),
            _ => ItemResult.Failed("its transaction_id belongs to another payment: edit it"),
        };
    }

    private static string? Objection(string came, string edited)
    {
        try
        {
            using var before = JsonDocument.Parse(came);
            using var after = JsonDocument.Parse(edited);
            if (before.RootElement.ValueKind == JsonValueKind.Object)
            {
                return Array.Find(Kept, field => TextOf(before.RootElement, field) != TextOf(after.RootElement, field)) is { } changed
                    ? $"{changed} stays as its sender wrote it: {string.Join(", ", Kept)} are the sender's to change"
                    : null;
            }
        }
        catch (JsonException)
        {
            // Told the same as a record that is JSON and no object.
        }

        return "the record cannot be read, so it cannot be edited: its sender must send it again";
    }

    private static string? TextOf(JsonElement payment, string field) => payment.TryGetProperty(field, out var value) ? value.GetRawText() : null;
}
