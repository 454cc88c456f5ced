using Microsoft.EntityFrameworkCore;
using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Batches;
using Settlement.Engine.Etcd;
using Settlement.Engine.Matching;
using Settlement.Engine.Planning;
using Settlement.Engine.ReadModel;
using Settlement.Sagas.Drivers;
using Settlement.Sagas.GroupCommit;

namespace Settlement.Api.Settlements;

/// <summary>Batches: where they stand, what they move, and the confirmation of one that waits for a person.</summary>
public static class SettlementEndpoints
{
    private static readonly string[] States =
    [
        BatchState.Planned, BatchState.Matching, BatchState.Matched, BatchState.AwaitingConfirmation, BatchState.Executing, BatchState.Settled, BatchState.Abandoned,
    ];

    public static IEndpointRouteBuilder MapSettlements(this IEndpointRouteBuilder routes)
    {
        BatchInsightEndpoints.Map(routes);
        routes.MapGet("/api/v1/settlements", ListAsync).RequireScope(Scope.Read)
            .WithName("listSettlements").WithTags("Settlements").WithSummary("Batches, newest first")
            .Produces<Page<SettlementSummary>>().ProducesProblems(422);
        routes.MapGet("/api/v1/settlements/{batchId}/status", StatusAsync).RequireScope(Scope.Read)
            .WithName("getSettlement").WithTags("Settlements").WithSummary("One batch: state, positions, wires and costs")
            .Produces<SettlementView>().ProducesProblems(404);
        routes.MapPost("/api/v1/settlements/{batchId}/confirm", ConfirmAsync).RequireScope(Scope.Operate).RecordsActivity("confirmSettlement")
            .WithName("confirmSettlement").WithTags("Settlements").WithSummary("Confirms a batch that waits for a person")
            .Produces<SettlementSummary>(StatusCodes.Status202Accepted).ProducesProblems(404, 409, 422)
            .WithRequestExample("""{"operator":"j.doe","reason":"value checked against the funding plan"}""");
        return routes;
    }

    private static async Task<IResult> ListAsync(
        string? window, string? status, int? limit, string? cursor, IDbContextFactory<ReadContext> contexts, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("settlements", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Batches.Where(row => window == null || row.WindowId == window);
        if (status is not null)
        {
            if (States.FirstOrDefault(name => SettlementViews.Name(name) == status) is not { } state)
            {
                return Problems.Invalid("status", "unknown_status", $"status must be one of {string.Join(", ", States.Select(SettlementViews.Name))}.");
            }

            // Open batches have a small index of their own.
            rows = BatchState.IsFinal(state) ? rows.Where(row => row.State == state) : rows.Where(row => row.IsOpen && row.State == state);
        }

        if (MomentCursor.TryParse(page.After, out var at, out var id))
        {
            rows = rows.Where(row => row.CreatedAt < at || (row.CreatedAt == at && row.BatchId.CompareTo(id) < 0));
        }

        var found = await rows.OrderByDescending(row => row.CreatedAt).ThenByDescending(row => row.BatchId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        return TypedResults.Ok(page.ToPage(found.ConvertAll(SettlementSummary.Of), batch => MomentCursor.Format(batch.CreatedAt, batch.BatchId)));
    }

    private static async Task<IResult> StatusAsync(
        string batchId, PlanReader plans, CertificateReader certificates, IDbContextFactory<ReadContext> contexts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Batches.SingleOrDefaultAsync(batch => batch.BatchId == batchId, cancellationToken);
        var stored = row is null ? null : await plans.LatestRoundAsync(batchId, cancellationToken);
        return row is null || stored is null
            ? Problems.NotFound($"batch '{batchId}'")
            : TypedResults.Ok(SettlementView.Of(row, stored.Batch, await FindCertificatesAsync(certificates, row, cancellationToken)));
    }

    /// <summary>A batch is shown also while etcd is away; null then.</summary>
    private static async Task<IReadOnlyList<Certificate>?> FindCertificatesAsync(CertificateReader certificates, BatchRow row, CancellationToken cancellationToken)
    {
        try
        {
            return await certificates.OfBatchAsync(row.BatchId, row.Round, cancellationToken);
        }
        catch (EtcdUnavailableException)
        {
            return null;
        }
    }

    private static async Task<IResult> ConfirmAsync(
        string batchId, OperatorNote? body, HttpContext http, IDbContextFactory<ReadContext> contexts, ISagaDispatcher sagas, DriverSignals signals,
        TimeProvider time, CancellationToken cancellationToken)
    {
        if (OperatorNote.Check(body, http, out var note) is { } refused)
        {
            return refused;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Batches.SingleOrDefaultAsync(batch => batch.BatchId == batchId, cancellationToken);
        if (row is null)
        {
            return Problems.NotFound($"batch '{batchId}'");
        }

        if (row.ConfirmedBy is null && row.State != BatchState.AwaitingConfirmation)
        {
            return Problems.Conflict("not_awaiting_confirmation", $"Batch {batchId} is {row.State.ToLowerInvariant()} and does not wait for a confirmation.");
        }

        if (await FourEyesGate.CheckAsync(http, ConfirmBatchAction.Name, new { batch = batchId }, cancellationToken) is { } gate)
        {
            return gate;
        }

        await sagas.SendAsync(new BatchConfirmed(batchId, note.Operator, note.Reason, time.GetUtcNow()), cancellationToken);
        signals.Batches.Raise();
        return TypedResults.Accepted($"/api/v1/settlements/{batchId}/status", new { batch_id = batchId, status = "confirmed" });
    }
}
