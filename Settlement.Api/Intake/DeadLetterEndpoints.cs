using System.Globalization;
using System.Text;
using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Intake;
using Settlement.Engine.Intake;
using Settlement.Engine.Intake.Kafka;

namespace Settlement.Api.Intake;

/// <summary>What came over the intake topic and could not become a payment: looking at it, and submitting it again once its cause is mended.</summary>
public static class DeadLetterEndpoints
{
    private const int MaxReasonLength = 500;

    public static IEndpointRouteBuilder MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/intake/dead-letters", ListAsync).RequireScope(Scope.Read)
            .WithName("listDeadLetters").WithTags("Transactions").WithSummary("Records of the intake topic that could not become a payment, newest first")
            .Produces<Page<DeadLetterView>>().ProducesProblems(422);
        routes.MapGet("/api/v1/intake/dead-letters/{position:long}", FindAsync).RequireScope(Scope.Read)
            .WithName("getDeadLetter").WithTags("Transactions").WithSummary("One of them")
            .Produces<DeadLetterView>().ProducesProblems(404);
        routes.MapPost("/api/v1/intake/dead-letters/{position:long}/replay", ReplayAsync).RequireScope(Scope.Operate).RecordsActivity("replayDeadLetter")
            .WithName("replayDeadLetter").WithTags("Transactions").WithSummary("Submits a dead letter again as it came, through all rules")
            .WithDescription("202 when it is a payment now, 200 when it was taken meanwhile, 422 with the rules that it still breaks. Replaying again has no second effect.")
            .Produces<DeadLetterReplayAnswer>(StatusCodes.Status202Accepted).Produces<DeadLetterReplayAnswer>().ProducesProblems(400, 404, 409, 422, 503)
            .WithRequestExample("""{"reason":"the account was opened"}""");
        return routes;
    }

    private static async Task<IResult> ListAsync(int? limit, string? cursor, DeadLetterArchive archive, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("dead-letters", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var before = page.After is null ? (long?)null : long.Parse(page.After, CultureInfo.InvariantCulture);
        var found = await archive.ListAsync(before, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage([.. found.Select(View)], view => view.Position));
    }

    private static async Task<IResult> FindAsync(long position, DeadLetterArchive archive, CancellationToken cancellationToken) =>
        await archive.FindAsync(position, cancellationToken) is { } letter ? TypedResults.Ok(View(letter)) : NotFound(position);

    private static async Task<IResult> ReplayAsync(
        long position, DeadLetterReplayRequest request, HttpContext http, DeadLetterArchive archive, CancellationToken cancellationToken)
    {
        if (string.IsNullOrWhiteSpace(request.Reason) || request.Reason.Length > MaxReasonLength)
        {
            return Problems.Invalid("reason", "required", $"reason must say why, in at most {MaxReasonLength} characters.");
        }

        if (await archive.FindAsync(position, cancellationToken) is not { } letter)
        {
            return NotFound(position);
        }

        if (await FourEyesGate.CheckAsync(http, RetryDeadLettersAction.Name, new { ids = new[] { Engine.Failures.DeadLetter.RecordPrefix + Text(position) } }, cancellationToken) is { } gate)
        {
            return gate;
        }

        try
        {
            var (result, errors) = await archive.ReplayAsync(letter, null, http.GetCaller().Name, cancellationToken);
            return result is null ? IntakeProblems.Invalid(errors) : Answer(letter, result);
        }
        catch (IntakeLogUnavailableException)
        {
            return IntakeProblems.Unavailable();
        }
    }

    private static IResult Answer(KeptLetter letter, AppendResult result)
    {
        if (IntakeProblems.FindCollision(result.Outcome, "") is { } error)
        {
            return result.Outcome == AppendOutcome.TransactionExists
                ? Problems.Conflict(error.Code, error.Message, error.Field)
                : Problems.Invalid(error.Field, error.Code, error.Message);
        }

        var answer = new DeadLetterReplayAnswer(Text(letter.Position), result.TransactionId, DeadLetterArchive.NameOf(result.Outcome));
        return result.Outcome == AppendOutcome.Accepted ? TypedResults.Accepted($"/api/v1/transactions/{result.TransactionId}", answer) : TypedResults.Ok(answer);
    }

    private static DeadLetterView View(KeptLetter letter) => new(
        Text(letter.Position), letter.Partition, Text(letter.Offset), letter.ReceivedAt, letter.Key, letter.TransactionId, letter.Reason, letter.Field, letter.Message,
        [.. letter.Errors.Select(error => new FieldError(error.Field, error.Code, error.Message))],
        [.. letter.Headers.Select(header => new DeadLetterHeader(header.Name, header.Value))],
        Encoding.UTF8.GetString(letter.Body), letter.At, letter.Replay is { } replay ? new DeadLetterReplay(replay.At, replay.By, replay.Outcome) : null);

    private static IResult NotFound(long position) => Problems.NotFound($"dead letter at position {position}");

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
