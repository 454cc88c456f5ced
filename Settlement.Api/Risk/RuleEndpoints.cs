using System.Text.Json;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Currencies;
using Settlement.Domain.Risk;
using Settlement.Engine.Reference;
using Settlement.Engine.Risk.Alerts;

namespace Settlement.Api.Risk;

/// <summary>The rules of alerts.</summary>
internal static class RuleEndpoints
{
    private const int MaxIdLength = 64;

    public static void Map(RouteGroupBuilder risk, RouteGroupBuilder acts)
    {
        risk.MapGet("/rules", ListAsync).WithName("listRiskRules").WithSummary("The rules of alerts, by id").Produces<Page<RiskRuleView>>();
        risk.MapGet("/rules/{id}", FindAsync).WithName("getRiskRule").WithSummary("One rule").Produces<RiskRuleView>().ProducesProblems(404);
        acts.MapPut("/rules/{id}", PutAsync).RecordsActivity("putRiskRule")
            .WithName("putRiskRule").WithSummary("Makes or changes a rule; it is switched off by enabled = false, and never removed")
            .WithBodyLimit(AlertEndpoints.MaxBodyBytes).Produces<RiskRuleView>().Produces<RiskRuleView>(StatusCodes.Status201Created).ProducesProblems(400, 422)
            .WithRequestExample("""
                {"kind":"cap_utilisation","participant_id":"bank_a","currency":"EUR","threshold":0.8,"severity":"warning","enabled":true,"operator":"j.doe","reason":"watch closer"}
                """);
    }

    internal static string Name<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static async Task<IResult> ListAsync(RuleBook rules, CancellationToken cancellationToken) =>
        TypedResults.Ok(new Page<RiskRuleView>([.. (await rules.AllAsync(cancellationToken)).Select(Of)], null));

    private static async Task<IResult> FindAsync(string id, RuleBook rules, CancellationToken cancellationToken) =>
        await rules.FindAsync(id, cancellationToken) is { } rule ? TypedResults.Ok(Of(rule)) : Problems.NotFound($"rule '{id}'");

    private static async Task<IResult> PutAsync(
        string id, RiskRuleBody body, HttpContext http, RuleBook rules, IReferenceData reference, TimeProvider time, CancellationToken cancellationToken)
    {
        var errors = new List<FieldError>();
        if (id.Length > MaxIdLength || !id.All(character => character is (>= 'a' and <= 'z') or (>= '0' and <= '9') or '_' or '-'))
        {
            errors.Add(new FieldError("id", "invalid_characters", $"A rule's id has 1 to {MaxIdLength} characters of a-z, 0-9, '_' and '-'."));
        }

        var rule = Read(id, body, reference, time.GetUtcNow(), errors);
        var known = await rules.AllAsync(cancellationToken);
        var isNew = known.All(other => other.RuleId != id);
        if (isNew && known.Count >= RuleBook.MaxRules)
        {
            errors.Add(new FieldError("", "too_many", $"There are {RuleBook.MaxRules} rules already; change one of them."));
        }

        if (errors.Count > 0)
        {
            return Problems.Invalid(errors);
        }

        if (OperatorNote.Check(new OperatorNote(body.Operator, body.Reason), http, out var note) is { } refused)
        {
            return refused;
        }

        var view = Of(await rules.PutAsync(rule with { UpdatedBy = note.Operator, Reason = note.Reason }, cancellationToken));
        return isNew ? TypedResults.Created("/api/v1/risk/rules/" + id, view) : TypedResults.Ok(view);
    }

    private static RiskRule Read(string id, RiskRuleBody body, IReferenceData reference, DateTimeOffset now, List<FieldError> errors)
    {
        var kind = Named<RiskRuleKind>(body.Kind, "kind", errors);
        var severity = Named<AlertSeverity>(body.Severity, "severity", errors);
        if (body.ParticipantId is not null && !reference.Current.Participants.ContainsKey(body.ParticipantId))
        {
            errors.Add(new FieldError("participant_id", "unknown_participant", "participant_id must be the id of a participant; leave it out for every one."));
        }

        if (body.Currency is not null && Currency.Find(body.Currency) is null)
        {
            errors.Add(new FieldError("currency", "unknown_currency", "currency must be the code of an active currency of ISO 4217; leave it out for every one."));
        }

        var (low, high) = Range(kind);
        if (body.Threshold is not { } threshold)
        {
            errors.Add(new FieldError("threshold", "required", "threshold is required."));
        }
        else if (!(threshold >= low && threshold <= high))
        {
            errors.Add(new FieldError("threshold", "out_of_range", $"threshold of a rule of this kind must be from {low} to {high}."));
        }

        return new RiskRule(id, kind, body.ParticipantId, body.Currency, body.Threshold ?? 0, severity, body.Enabled ?? true, 0, now, "", "");
    }

    private static (double Low, double High) Range(RiskRuleKind kind) => kind switch
    {
        RiskRuleKind.LiquidityShortfall => (0, 1),
        RiskRuleKind.Concentration => (0, 10_000),
        RiskRuleKind.UncoveredValue => (0, 1e15),
        _ => (0, 100),
    };

    private static T Named<T>(string? name, string field, List<FieldError> errors)
        where T : struct, Enum
    {
        foreach (var value in Enum.GetValues<T>())
        {
            if (Name(value) == name)
            {
                return value;
            }
        }

        errors.Add(name is null
            ? new FieldError(field, "required", $"{field} is required: one of {Names()}.")
            : new FieldError(field, "unknown_value", $"{field} must be one of {Names()}."));
        return default;

        static string Names() => string.Join(", ", Enum.GetValues<T>().Select(Name));
    }

    private static RiskRuleView Of(RiskRule rule) => new(
        rule.RuleId, Name(rule.Kind), rule.Participant, rule.Currency, rule.Threshold, Name(rule.Severity), rule.Enabled, rule.Version, rule.UpdatedAt,
        rule.UpdatedBy, rule.Reason);
}

/// <param name="Threshold">In the kind's unit.</param>
/// <param name="Operator">Whom the demo client or an API key acts for.</param>
/// <param name="Reason">Why; kept with the change.</param>
public sealed record RiskRuleBody(
    string? Kind, string? ParticipantId, string? Currency, double? Threshold, string? Severity, bool? Enabled, string? Operator, string? Reason) : IReasoned
{
    string? IReasoned.OnBehalfOf => Operator;
}
