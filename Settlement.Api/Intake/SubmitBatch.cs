using System.Buffers;
using Settlement.Api.Http;
using Settlement.Domain.Transactions;
using Settlement.Engine.Intake;
using Settlement.Engine.Metrics;

namespace Settlement.Api.Intake;

/// <summary>
/// POST /api/v1/transactions/batch: each transaction stands for itself and answers in its place. 202 when every one is taken or was before,
/// 207 when some are, 422 (problem details) when none is. When the log fails for one, all is 503: the same batch may be sent again.
/// </summary>
internal sealed class SubmitBatch(IIntakeLog log, PaymentBatchReader reader, IWindowResolver windows, IOriginalBatchLookup batches, SettlementMetrics metrics)
{
    public async Task HandleAsync(HttpContext context)
    {
        if (await SubmitAsync(context) is { } problem)
        {
            await problem.ExecuteAsync(context);
        }
    }

    private async Task<IResult?> SubmitAsync(HttpContext context)
    {
        if (RequestBody.RefuseMediaType(context.Request) is { } refused)
        {
            return refused;
        }

        var batch = await RequestBody.ReadAsync(context.Request, reader.Read);
        if (batch.Malformed is { } reason)
        {
            return Problems.Malformed(reason);
        }

        if (batch.Errors.Count > 0)
        {
            return IntakeProblems.Invalid(batch.Errors);
        }

        try
        {
            return await AnswerAsync(context, await AppendAsync(batch.Items));
        }
        catch (IntakeLogUnavailableException)
        {
            return IntakeProblems.Unavailable();
        }
    }

    private async Task<List<Item>> AppendAsync(IReadOnlyList<PaymentReading> readings)
    {
        // All are queued before the first is awaited, so that they share a commit. Each is awaited even when one fails.
        var appends = readings.Select(reading => reading.Record is { } record ? AppendAsync(record) : Task.FromResult<AppendResult?>(null)).ToList();
        var results = await Task.WhenAll(appends);
        return [.. readings.Select((reading, index) => Judge(reading, results[index], index))];
    }

    private async Task<AppendResult?> AppendAsync(IntakeRecord record) => await log.AppendAsync(record, CancellationToken.None);

    private static Item Judge(PaymentReading reading, AppendResult? result, int index)
    {
        var collision = result is null ? null : IntakeProblems.FindCollision(result.Outcome, PaymentBatchReader.PathOf(index) + ".");
        return new Item(reading, result, collision is null ? reading.Errors : [collision]);
    }

    private async Task<IResult?> AnswerAsync(HttpContext context, List<Item> items)
    {
        var refused = items.Where(item => item.Errors.Count > 0).ToList();
        refused.ForEach(item => metrics.IntakeRejected(item.Errors.Select(error => error.Code)));
        if (refused.Count == items.Count)
        {
            return IntakeProblems.Invalid([.. refused.SelectMany(item => item.Errors)]);
        }

        var known = items.Where(item => item.Result?.Outcome == AppendOutcome.Duplicate).Select(item => item.Result!.TransactionId).ToHashSet(StringComparer.Ordinal);
        var found = known.Count == 0 ? null : await batches.FindAsync(known, context.RequestAborted);
        var answer = new ArrayBufferWriter<byte>(items.Count * 160);
        answer.Write("{\"items\":["u8);
        for (var i = 0; i < items.Count; i++)
        {
            answer.Write(i == 0 ? ""u8 : ","u8);
            Write(answer, items[i], found);
        }

        answer.Write("]}"u8);
        JsonAnswer.Send(context.Response, refused.Count == 0 ? StatusCodes.Status202Accepted : StatusCodes.Status207MultiStatus, answer.WrittenSpan);
        return null;
    }

    private void Write(IBufferWriter<byte> answer, Item item, IReadOnlyDictionary<string, string>? found)
    {
        switch (item)
        {
            case { Errors.Count: > 0 }:
                SubmissionJson.WriteInvalid(answer, item.Reading.TransactionId, item.Errors);
                break;
            case { Result.Outcome: AppendOutcome.Duplicate }:
                SubmissionJson.WriteDuplicate(answer, item.Result.TransactionId, found?.GetValueOrDefault(item.Result.TransactionId));
                break;
            default:
                var payment = item.Reading.Record!.Payment;
                var roll = windows.FindRoll(payment, item.Result!.Position, item.Result.ReceivedAt);
                SubmissionJson.WriteAccepted(answer, payment.TransactionId, PaymentWindows.Name(payment.Window), roll);
                break;
        }
    }

    /// <param name="Result">Null when the payment was refused before it came to the log.</param>
    private sealed record Item(PaymentReading Reading, AppendResult? Result, IReadOnlyList<PaymentError> Errors);
}
