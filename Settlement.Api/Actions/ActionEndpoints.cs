using System.Globalization;
using System.Text.Json;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Actions;
using Settlement.Engine.Actions;

namespace Settlement.Api.Actions;

/// <summary>What operators do in bulk or with money: preview, execute, a second person, progress and the outcome of every item.</summary>
internal static class ActionEndpoints
{
    private const string List = "actions";

    /// <summary>Some thousand ids in a list.</summary>
    private const long MaxBodyBytes = 256 * 1024;

    public static IEndpointRouteBuilder MapActions(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/actions/kinds", (ActionDesk desk) => TypedResults.Ok(new Page<ActionKind>(desk.Kinds, null))).RequireScope(Scope.Read)
            .WithName("listActionKinds").WithTags("Actions").WithSummary("The kinds of actions and their parameters");
        routes.MapPost("/api/v1/actions", PreviewAsync).RequireScope(Scope.Operate).WithBodyLimit(MaxBodyBytes)
            .WithName("previewAction").WithTags("Actions").WithSummary("Previews an action: what it would do, frozen; nothing is done yet")
            .Produces<OperatorAction>(StatusCodes.Status201Created).ProducesProblems(400, 404, 413, 422)
            .WithRequestExample("""{"kind":"close_window","parameters":{"window":"t1-USD-2026-11-24"}}""");
        routes.MapGet("/api/v1/actions", ListAsync).RequireScope(Scope.Read)
            .WithName("listActions").WithTags("Actions").WithSummary("Actions, newest first, without their items")
            .Produces<Page<OperatorAction>>().ProducesProblems(422);
        routes.MapGet("/api/v1/actions/{id}", FindAsync).RequireScope(Scope.Read)
            .WithName("getAction").WithTags("Actions").WithSummary("One action: its preview, who answers for it, its progress and what became of its first 500 items")
            .Produces<OperatorAction>().ProducesProblems(404);
        routes.MapGet("/api/v1/actions/{id}/items", ItemsAsync).RequireScope(Scope.Read)
            .WithName("listActionItems").WithTags("Actions").WithSummary("An action's items in their order, and what became of each")
            .Produces<Page<ActionItem>>().ProducesProblems(404, 422);
        Decision(routes, "execute", Scope.Operate, "executeAction", "Does what was previewed, or lets it wait for a second person; 409 names the items that no longer hold", (desk, id, reason, http, ct) =>
            desk.ExecuteAsync(id, reason, http.GetCaller(), ct));
        Decision(routes, "approve", Scope.Approve, "approveAction", "The second person's yes; never from whoever previewed or executed it", (desk, id, reason, http, ct) =>
            desk.ApproveAsync(id, reason, http.GetCaller(), ct));
        Decision(routes, "refuse", Scope.Approve, "refuseAction", "The second person's no", (desk, id, reason, http, ct) =>
            desk.RefuseAsync(id, reason, http.GetCaller(), ct));
        Decision(routes, "cancel", Scope.Operate, "cancelAction", "Gives an action up; one that runs stops after the item in hand", (desk, id, reason, http, ct) =>
            desk.CancelAsync(id, reason, http.GetCaller(), ct));
        return routes;
    }

    private static void Decision(
        IEndpointRouteBuilder routes, string verb, Scope scope, string name, string summary,
        Func<ActionDesk, string, string, HttpContext, CancellationToken, Task<ActionRefusal?>> decide) =>
        routes.MapPost($"/api/v1/actions/{{id}}/{verb}", async (string id, OperatorNote? body, HttpContext http, ActionDesk desk, ActionViews views, CancellationToken ct) =>
            {
                if (OperatorNote.CheckReason(body?.Reason) is { } error)
                {
                    return Problems.Invalid([error]);
                }

                if (await decide(desk, IdOf(id), body!.Reason!.Trim(), http, ct) is { } refusal)
                {
                    return Answer(refusal);
                }

                return TypedResults.Accepted($"/api/v1/actions/{id}", await views.FindAsync(id, ct));
            })
            .RequireScope(scope).WithName(name).WithTags("Actions").WithSummary(summary)
            .Produces<OperatorAction>(StatusCodes.Status202Accepted).ProducesProblems(400, 404, 409, 422)
            .WithRequestExample("""{"reason":"agreed with the treasury desk"}""");

    private static async Task<IResult> PreviewAsync(
        PreviewRequest body, HttpContext http, ActionDesk desk, ActionViews views, CancellationToken cancellationToken)
    {
        if (body.Parameters is { ValueKind: not JsonValueKind.Object and not JsonValueKind.Null })
        {
            return Problems.Invalid("parameters", "not_an_object", "parameters must be a JSON object.");
        }

        using var nothing = JsonDocument.Parse("{}");
        var json = body.Parameters is { ValueKind: JsonValueKind.Object } given ? given : nothing.RootElement;
        var (actionId, refusal) = await desk.PreviewAsync(body.Kind ?? "", new ActionParameters(json), body.ItemsPerSecond, http.GetCaller(), cancellationToken);
        return refusal is null
            ? TypedResults.Created($"/api/v1/actions/{actionId}", await views.FindAsync(actionId!, cancellationToken))
            : Answer(refusal);
    }

    private static async Task<IResult> ListAsync(
        string? state, string? kind, int? limit, string? cursor, ActionViews views, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead(List, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        ActionState? known = null;
        if (state is not null)
        {
            known = Enum.GetValues<ActionState>().Cast<ActionState?>()
                .FirstOrDefault(value => value != ActionState.Expired && string.Equals(value.ToString(), state, StringComparison.OrdinalIgnoreCase));
            if (known is null)
            {
                return Problems.Invalid("state", "unknown_state", "state must be previewed, waiting, running, finished, refused or cancelled.");
            }
        }

        if (kind is not null && kind.Any(char.IsControl))
        {
            return Problems.Invalid("kind", "unknown_kind", "kind must be one of GET /api/v1/actions/kinds.");
        }

        var (before, beforeId) = (DateTimeOffset.MaxValue.AddDays(-1), "");
        if (page.After?.Split(' ') is [var ticks, var id] && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out var at))
        {
            (before, beforeId) = (new DateTimeOffset(at, TimeSpan.Zero), id);
        }

        var actions = await views.ListAsync(before, beforeId, known, kind, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage(actions, action => string.Create(CultureInfo.InvariantCulture, $"{action.CreatedAt.UtcTicks} {action.ActionId}")));
    }

    private static async Task<IResult> FindAsync(string id, ActionViews views, CancellationToken cancellationToken) =>
        await views.FindAsync(IdOf(id), cancellationToken) is { } view ? TypedResults.Ok(view) : Problems.NotFound($"action '{id}'");

    private static async Task<IResult> ItemsAsync(
        string id, int? limit, string? cursor, ActionViews views, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("action-items/" + id, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var after = int.TryParse(page.After, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        return await views.ItemsAsync(IdOf(id), after, page.Limit + 1, cancellationToken) is { } items
            ? TypedResults.Ok(page.ToPage(items, item => item.Item.ToString(CultureInfo.InvariantCulture)))
            : Problems.NotFound($"action '{id}'");
    }

    /// <summary>No id has a control character; one that came with such is nobody's, and not for the database to read.</summary>
    private static string IdOf(string id) => id.Any(char.IsControl) ? "" : id;

    private static IResult Answer(ActionRefusal refusal)
    {
        var errors = refusal.Errors.Select(error => new FieldError(error.Field, error.Code, error.Message)).ToList();
        return refusal.Kind switch
        {
            RefusalKind.NotFound => new ProblemResult(StatusCodes.Status404NotFound, "not_found", "Not found", errors[0].Message, errors),
            RefusalKind.Invalid => Problems.Invalid(errors),
            _ => new ProblemResult(StatusCodes.Status409Conflict, errors[0].Code, "Conflict", errors[0].Message, errors),
        };
    }
}

/// <param name="Kind">One of GET /api/v1/actions/kinds.</param>
/// <param name="Parameters">What the kind asks for.</param>
/// <param name="ItemsPerSecond">At most so many items a second; the option Actions:ItemsPerSecond when left out.</param>
public sealed record PreviewRequest(string? Kind, JsonElement? Parameters, int? ItemsPerSecond);
