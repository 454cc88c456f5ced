using System.Globalization;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Risk;
using Settlement.Engine.Risk.Alerts;

namespace Settlement.Api.Risk;

/// <summary>Alerts: looking at them, and taking note of them.</summary>
internal static class AlertEndpoints
{
    internal const long MaxBodyBytes = 8 * 1024;

    public static void Map(RouteGroupBuilder risk, RouteGroupBuilder acts)
    {
        risk.MapGet("/alerts", ListAsync)
            .WithName("listRiskAlerts").WithSummary("Alerts, newest first").WithDescription("status is standing (the default), cleared or all.")
            .Produces<Page<RiskAlertView>>().ProducesProblems(422);
        risk.MapGet("/alerts/{id:long}", FindAsync)
            .WithName("getRiskAlert").WithSummary("One alert").Produces<RiskAlertView>().ProducesProblems(404);
        acts.MapPost("/alerts/{id:long}/acknowledge", AcknowledgeAsync).RecordsActivity("acknowledgeRiskAlert")
            .WithName("acknowledgeRiskAlert").WithSummary("Takes note of an alert; the first acknowledgement stands, a later one changes nothing")
            .WithBodyLimit(MaxBodyBytes).Produces<RiskAlertView>().ProducesProblems(400, 404, 422)
            .WithRequestExample("""{"operator":"j.doe","reason":"Bank A funds its account at 14:00; followed up by phone"}""");
    }

    private static async Task<IResult> ListAsync(string? status, int? limit, string? cursor, AlertStore alerts, CancellationToken cancellationToken)
    {
        if (status is not (null or "standing" or "cleared" or "all"))
        {
            return Problems.Invalid("status", "unknown_status", "status must be standing, cleared or all.");
        }

        if (!PageRequest.TryRead("risk-alerts " + status, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var before = page.After is { } key ? long.Parse(key, CultureInfo.InvariantCulture) : long.MaxValue;
        bool? standing = status switch { "all" => null, "cleared" => false, _ => true };
        var found = await alerts.ListAsync(standing, before, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage([.. found.Select(Of)], alert => alert.AlertId.ToString(CultureInfo.InvariantCulture)));
    }

    private static async Task<IResult> FindAsync(long id, AlertStore alerts, CancellationToken cancellationToken) =>
        await alerts.FindAsync(id, cancellationToken) is { } alert ? TypedResults.Ok(Of(alert)) : NotFound(id);

    private static async Task<IResult> AcknowledgeAsync(
        long id, OperatorNote? body, HttpContext http, AlertStore alerts, CancellationToken cancellationToken)
    {
        if (OperatorNote.Check(body, http, out var note) is { } refused)
        {
            return refused;
        }

        return await alerts.AcknowledgeAsync(id, note.Operator, note.Reason, cancellationToken) is { } alert ? TypedResults.Ok(Of(alert)) : NotFound(id);
    }

    private static RiskAlertView Of(RiskAlert alert) => new(
        alert.AlertId, alert.ClearedAt is null ? "standing" : "cleared", alert.RuleId, RuleEndpoints.Name(alert.Kind), RuleEndpoints.Name(alert.Severity),
        OrNull(alert.Participant), OrNull(alert.Counterparty), alert.Currency, alert.Day, alert.Threshold, Math.Round(alert.Measured, 6), Math.Round(alert.Peak, 6),
        alert.Message, alert.RaisedAt, alert.LastSeenAt, alert.ClearedAt,
        alert.AcknowledgedAt is { } at ? new AcknowledgementView(at, alert.AcknowledgedBy!, alert.Acknowledgement!) : null);

    private static string? OrNull(string text) => text.Length == 0 ? null : text;

    private static IResult NotFound(long id) => Problems.NotFound(string.Create(CultureInfo.InvariantCulture, $"alert {id}"));
}
