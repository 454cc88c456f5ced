using Microsoft.EntityFrameworkCore;
using Settlement.Api.Access;
using Settlement.Api.Actions;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Calendars;
using Settlement.Domain.Windows;
using Settlement.Engine.Intake;
using Settlement.Engine.ReadModel;
using Settlement.Sagas.Drivers;

namespace Settlement.Api.Windows;

/// <summary>Settlement windows: looking at them, opening one ahead, closing one early. None can be opened again.</summary>
public static class WindowEndpoints
{
    /// <summary>How many days ahead an operator may open a window: a payment's own window is two business days ahead at most.</summary>
    private const int MaxDaysAhead = 31;

    public static IEndpointRouteBuilder MapWindows(this IEndpointRouteBuilder routes)
    {
        WindowPreviewEndpoint.Map(routes);
        routes.MapGet("/api/v1/windows", ListAsync).RequireScope(Scope.Read)
            .WithName("listWindows").WithTags("Windows").WithSummary("Windows by cut-off, latest first")
            .Produces<Page<WindowView>>().ProducesProblems(422);
        routes.MapGet("/api/v1/windows/{id}", FindAsync).RequireScope(Scope.Read)
            .WithName("getWindow").WithTags("Windows").WithSummary("One window, with what a closure now would take in")
            .Produces<WindowView>().ProducesProblems(404);
        routes.MapPost("/api/v1/windows/{id}/open", OpenAsync).RequireScope(Scope.Operate).RecordsActivity("openWindow")
            .WithName("openWindow").WithTags("Windows").WithSummary("Opens a window ahead of its first payment; opening again changes nothing")
            .Produces<WindowView>(StatusCodes.Status202Accepted).ProducesProblems(409, 422);
        routes.MapPost("/api/v1/windows/{id}/close", CloseAsync).RequireScope(Scope.Operate).RecordsActivity("closeWindow")
            .WithName("closeWindow").WithTags("Windows").WithSummary("Closes a window now; closing again changes nothing")
            .Produces<WindowClosureView>(StatusCodes.Status202Accepted).ProducesProblems(404, 422)
            .WithRequestExample("""{"operator":"j.doe","reason":"early close before a bank holiday"}""");
        return routes;
    }

    private static async Task<IResult> ListAsync(
        string? status, string? currency, int? limit, string? cursor, IDbContextFactory<ReadContext> contexts, WorkCounts counts,
        CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("windows", limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var rows = context.Windows.AsQueryable();
        if (status is not null)
        {
            var state = char.ToUpperInvariant(status.Length > 0 ? status[0] : ' ') + (status.Length > 1 ? status[1..].ToLowerInvariant() : "");
            if (state is not (WindowState.Open or WindowState.Closing or WindowState.Closed or WindowState.Reported))
            {
                return Problems.Invalid("status", "unknown_status", "status must be one of open, closing, closed, reported.");
            }

            rows = rows.Where(row => row.State == state);
        }

        if (currency is not null)
        {
            rows = rows.Where(row => row.Currency == currency);
        }

        if (MomentCursor.TryParse(page.After, out var cutOff, out var id))
        {
            rows = rows.Where(row => row.CutOff < cutOff || (row.CutOff == cutOff && row.WindowId.CompareTo(id) < 0));
        }

        var found = await rows.OrderByDescending(row => row.CutOff).ThenByDescending(row => row.WindowId).Take(page.Limit + 1).ToListAsync(cancellationToken);
        var waiting = found.Exists(row => row.IsOpen) ? (await counts.OpenAsync(cancellationToken)).Payments : null;
        return TypedResults.Ok(page.ToPage(
            found.ConvertAll(row => WindowView.Of(row, row.IsOpen ? waiting?.GetValueOrDefault(row.WindowId) : null)), view => MomentCursor.Format(view.CutOff, view.WindowId)));
    }

    private static async Task<IResult> FindAsync(string id, IDbContextFactory<ReadContext> contexts, WorkCounts counts, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var row = await context.Windows.SingleOrDefaultAsync(window => window.WindowId == id, cancellationToken);
        return row is null
            ? Problems.NotFound($"window '{id}'")
            : TypedResults.Ok(WindowView.Of(row, await counts.OfAsync(row, cancellationToken)));
    }

    private static async Task<IResult> OpenAsync(
        string id, NextWindow windows, ClosedWindows closed, IDbContextFactory<ReadContext> contexts, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!WindowId.TryParse(id, out var window))
        {
            return Problems.Invalid("id", "not_a_window", $"'{id}' does not name a window; one is written t0-EUR-2026-11-23.");
        }

        var today = CutOff.Of(window.Currency).DateAt(time.GetUtcNow());
        if (window.ValueDate < today)
        {
            return Problems.Conflict("after_cut_off", $"The value date of window {id} is over.");
        }

        var latest = today.AddDays(MaxDaysAhead);
        if (window.ValueDate > latest)
        {
            return Problems.Invalid("id", "too_far_ahead", $"A window can be opened {MaxDaysAhead} days ahead at most: until {latest:yyyy-MM-dd}.");
        }

        if (!BusinessCalendar.Of(window.Currency).IsBusinessDay(window.ValueDate))
        {
            return Problems.Invalid("id", "not_a_business_day", $"{window.Currency} does not settle on {window.ValueDate:yyyy-MM-dd}: that day has no window.");
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var state = await context.Windows.Where(row => row.WindowId == id).Select(row => row.State).SingleOrDefaultAsync(cancellationToken);
        if (closed.Contains(id) || state is not (null or WindowState.Open))
        {
            return Problems.Conflict("window_closed", $"Window {id} is closed, and a closed window is never opened again.");
        }

        var cutOff = WindowSchedule.CutOff(window.Currency, window.ValueDate);
        if (cutOff <= time.GetUtcNow())
        {
            return Problems.Conflict("after_cut_off", $"The cut-off of window {id} was at {cutOff:O}.");
        }

        await windows.OpenAsync(new WindowSlot(id, window.Kind, window.Currency, window.ValueDate, cutOff), "operator", cancellationToken);
        return TypedResults.Accepted($"/api/v1/windows/{id}", new { window_id = id, status = "open", cut_off = cutOff });
    }

    private static async Task<IResult> CloseAsync(
        string id, OperatorNote? body, HttpContext http, IIntakeLog log, ClosedWindows closed, IDbContextFactory<ReadContext> contexts, CancellationToken cancellationToken)
    {
        if (OperatorNote.Check(body, http, out var note) is { } refused)
        {
            return refused;
        }

        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        if (!await context.Windows.AnyAsync(row => row.WindowId == id, cancellationToken))
        {
            return Problems.NotFound($"window '{id}'");
        }

        if (await FourEyesGate.CheckAsync(http, CloseWindowAction.Name, new { window = id }, cancellationToken) is { } gate)
        {
            return gate;
        }

        var marker = await log.AppendWindowCloseAsync(id, note.Operator, note.Reason, cancellationToken);
        closed.Add(id, marker.Position);
        return TypedResults.Accepted(
            $"/api/v1/windows/{id}", new WindowClosureView(id, marker.Position, marker.At, marker.ClosedBy, marker.Reason, AlreadyClosed: !marker.Appended));
    }
}
