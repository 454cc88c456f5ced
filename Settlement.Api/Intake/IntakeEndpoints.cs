using Microsoft.AspNetCore.Http.Metadata;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Engine.Intake;

namespace Settlement.Api.Intake;

/// <summary>The routes that take payments in. A slash at the path's end makes no difference.</summary>
public static class IntakeEndpoints
{
    private const string Tag = "Transactions";
    private const string Json = "application/json";

    public static IEndpointRouteBuilder MapIntake(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        var single = ActivatorUtilities.CreateInstance<SubmitTransaction>(endpoints.ServiceProvider);
        var batch = ActivatorUtilities.CreateInstance<SubmitBatch>(endpoints.ServiceProvider);

        // Both bound their own time: the log answers or refuses within seconds. A timer for each request would cost more than its parsing.
        endpoints.MapPost("/api/v1/transactions", single.HandleAsync).RequireScope(Scope.Submit)
            .DisableRequestTimeout()
            .WithBodyLimit(JsonLimits.MaxTransactionBytes)
            .WithMetadata(((Delegate)single.HandleAsync).Method)
            .WithName("submitTransaction")
            .WithTags(Tag)
            .WithSummary("Submits a payment")
            .WithDescription("202 once the payment is durably in the intake log; 200 when the same was submitted before. The idempotency key may come in the "
                + "header Idempotency-Key instead of the body.")
            .WithMetadata(new AcceptsMetadata([Json], typeof(TransactionRequest)))
            .WithMetadata(
                new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(TransactionAccepted), [Json]),
                new ProducesResponseTypeMetadata(StatusCodes.Status200OK, typeof(TransactionDeduped), [Json]))
            .ProducesProblems(400, 409, 413, 415, 422, 503)
            .WithRequestExample(IntakeExamples.Request)
            .WithAnswerExample(StatusCodes.Status202Accepted, IntakeExamples.Accepted)
            .WithAnswerExample(StatusCodes.Status200OK, IntakeExamples.Deduped);

        endpoints.MapPost("/api/v1/transactions/batch", batch.HandleAsync).RequireScope(Scope.Submit)
            .DisableRequestTimeout()
            .WithBodyLimit(JsonLimits.MaxBatchBytes)
            .WithMetadata(((Delegate)batch.HandleAsync).Method)
            .WithName("submitTransactionBatch")
            .WithTags(Tag)
            .WithSummary("Submits up to 1,000 payments, each for itself")
            .WithDescription("202 when every transaction was taken now or before, 207 when some were, 422 when none was; items answer in the order of the request. "
                + "Each transaction has its own idempotency_key; the header counts for single submissions only.")
            .WithMetadata(new AcceptsMetadata([Json], typeof(TransactionBatchRequest)))
            .WithMetadata(
                new ProducesResponseTypeMetadata(StatusCodes.Status202Accepted, typeof(TransactionBatchAnswer), [Json]),
                new ProducesResponseTypeMetadata(StatusCodes.Status207MultiStatus, typeof(TransactionBatchAnswer), [Json]))
            .ProducesProblems(400, 413, 415, 422, 503)
            .WithRequestExample($$"""{"transactions":[{{IntakeExamples.Request}}]}""")
            .WithAnswerExample(StatusCodes.Status202Accepted, $$"""{"items":[{{IntakeExamples.Accepted}}]}""");
        return endpoints;
    }
}
