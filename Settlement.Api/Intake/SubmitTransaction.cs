using Settlement.Api.Http;
using Settlement.Domain.Transactions;
using Settlement.Engine.Intake;
using Settlement.Engine.Metrics;

namespace Settlement.Api.Intake;

/// <summary>
/// POST /api/v1/transactions: 202 after the commit, 200 for the same again. Written by hand, without model binding, since its cost bounds what the
/// whole system can take in.
/// </summary>
internal sealed class SubmitTransaction(
    IIntakeLog log, PaymentReader reader, IWindowResolver windows, IOriginalBatchLookup batches, SettlementMetrics metrics, IntakePressure pressure)
{
    private const string KeyHeader = "Idempotency-Key";

    public async Task HandleAsync(HttpContext context)
    {
        if (await SubmitAsync(context) is { } problem)
        {
            await problem.ExecuteAsync(context);
        }
    }

    /// <summary>Answers, or returns the problem to answer with.</summary>
    private async ValueTask<IResult?> SubmitAsync(HttpContext context)
    {
        var request = context.Request;
        if (RequestBody.RefuseMediaType(request) is { } refused)
        {
            return refused;
        }

        var key = ReadKey(request);
        var reading = await RequestBody.ReadAsync(request, body => reader.Read(body, key));
        if (reading.Record is not { } record)
        {
            return Refuse(reading);
        }

        try
        {
            var result = await AppendAsync(record);
            return await AnswerAsync(context, record.Payment, result);
        }
        catch (IntakeLogUnavailableException)
        {
            return IntakeProblems.Unavailable();
        }
    }

    private async ValueTask<AppendResult> AppendAsync(IntakeRecord record)
    {
        pressure.Enter();
        try
        {
            return await log.AppendAsync(record, CancellationToken.None);
        }
        finally
        {
            pressure.Leave();
        }
    }

    private IResult Refuse(PaymentReading reading)
    {
        if (reading.Malformed is { } reason)
        {
            return Problems.Malformed(reason);
        }

        metrics.IntakeRejected(reading.Errors.Select(error => error.Code));
        return IntakeProblems.Invalid(reading.Errors);
    }

    private async ValueTask<IResult?> AnswerAsync(HttpContext context, Payment payment, AppendResult result)
    {
        switch (result.Outcome)
        {
            case AppendOutcome.Accepted:
                var accepted = JsonAnswer.Buffer;
                SubmissionJson.WriteAccepted(
                    accepted, payment.TransactionId, PaymentWindows.Name(payment.Window), windows.FindRoll(payment, result.Position, result.ReceivedAt));
                JsonAnswer.Send(context.Response, StatusCodes.Status202Accepted, accepted.WrittenSpan);
                return null;
            case AppendOutcome.Duplicate:
                var found = await batches.FindAsync([result.TransactionId], context.RequestAborted);
                var deduped = JsonAnswer.Buffer;
                SubmissionJson.WriteDuplicate(deduped, result.TransactionId, found.GetValueOrDefault(result.TransactionId));
                JsonAnswer.Send(context.Response, StatusCodes.Status200OK, deduped.WrittenSpan);
                return null;
            default:
                var error = IntakeProblems.FindCollision(result.Outcome, "")!;
                metrics.IntakeRejected([error.Code]);
                return result.Outcome == AppendOutcome.TransactionExists
                    ? Problems.Conflict(error.Code, error.Message, error.Field)
                    : Problems.Invalid(error.Field, error.Code, error.Message);
        }
    }

    /// <summary>The header's key, with or without the quotes that the draft standard writes around it; null when there is none.</summary>
    private static string? ReadKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(KeyHeader, out var values))
        {
            return null;
        }

        var key = values.ToString();
        return key is ['"', .., '"'] ? key[1..^1] : key;
    }
}
