using System.Globalization;
using System.Text.Json;
using Settlement.Api.Access;
using Settlement.Api.Actions.Kinds;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Actions;
using Settlement.Domain.Currencies;
using Settlement.Domain.Failures;
using Settlement.Engine.Failures;

namespace Settlement.Api.Failures;

/// <summary>What failed for good and waits for a person, grouped by cause; trying again is an action.</summary>
internal static class FailureEndpoints
{
    /// <summary>More than a person can look at; beyond it a group's count says "at least".</summary>
    private const int MaxGrouped = 50_000;
    private const int IdsShown = 10;

    public static IEndpointRouteBuilder MapFailures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/failures", GroupsAsync).RequireScope(Scope.Read)
            .WithName("listFailures").WithTags("Failures").WithSummary("Dead letters, of the engine and of the intake topic, and wires that wait for a person, grouped by cause, the largest group first")
            .Produces<Page<FailureGroup>>();
        routes.MapGet("/api/v1/failures/items", ItemsAsync).RequireScope(Scope.Read)
            .WithName("listFailureItems").WithTags("Failures").WithSummary("Failures one by one, oldest first: of one kind, and of one cause if given")
            .Produces<Page<Failure>>().ProducesProblems(422);
        routes.MapGet("/api/v1/failures/{id}", FindAsync).RequireScope(Scope.Read)
            .WithName("getFailure").WithTags("Failures").WithSummary("One failure with its payload, or the history of its wire")
            .WithDescription("Edited and tried again by the action retry_dead_letters with ids and payload; a wire by retry_wires.")
            .Produces<Failure>().ProducesProblems(404);
        return routes;
    }

    private static async Task<IResult> GroupsAsync(FailureStore failures, CancellationToken cancellationToken)
    {
        var letters = (await failures.LettersAsync(null, null, null, MaxGrouped, cancellationToken)).Select(Show)
            .GroupBy(failure => failure.Cause, StringComparer.Ordinal).Select(group => Group(group, RetryDeadLettersAction.Name));
        var wires = (await failures.WiresAsync(null, null, null, MaxGrouped, cancellationToken)).Select(wire => Show(wire, []))
            .GroupBy(failure => failure.Cause, StringComparer.Ordinal).Select(group => Group(group, RetryWiresAction.Name));
        return TypedResults.Ok(new Page<FailureGroup>([.. wires.Concat(letters).OrderByDescending(group => group.Count).ThenBy(group => group.Cause, StringComparer.Ordinal)], null));
    }

    private static async Task<IResult> ItemsAsync(
        string? kind, string? cause, int? limit, string? cursor, FailureStore failures, CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("failures/" + kind, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        if (cause?.Any(char.IsControl) == true)
        {
            return Problems.Invalid("cause", "unknown_cause", "cause must be one of GET /api/v1/failures.");
        }

        if (kind == "wire")
        {
            var all = await failures.WiresAsync(null, cause, null, MaxGrouped, cancellationToken);
            var rest = page.After is null ? all : [.. all.SkipWhile(wire => wire.WireId != page.After).Skip(1)];
            return TypedResults.Ok(page.ToPage([.. rest.Take(page.Limit + 1).Select(wire => Show(wire, []))], failure => failure.Id));
        }

        if (kind is not (null or "dead_letter"))
        {
            return Problems.Invalid("kind", "unknown_kind", "kind must be dead_letter or wire.");
        }

        var letters = await failures.LettersAsync(cause, null, MomentCursor.TryParse(page.After, out var at, out var id) ? (at, id) : null, page.Limit + 1, cancellationToken);
        return TypedResults.Ok(page.ToPage([.. letters.Select(Show)], failure => MomentCursor.Format(failure.At, failure.Id)));
    }

    private static async Task<IResult> FindAsync(string id, FailureStore failures, CancellationToken cancellationToken)
    {
        if (DeadLetter.IsId(id) && !id.Any(char.IsControl))
        {
            return await failures.LettersAsync(null, id, null, 1, cancellationToken) is [var letter] ? TypedResults.Ok(Show(letter)) : Problems.NotFound($"failure '{id}'");
        }

        return !id.Any(char.IsControl) && await failures.WiresAsync(null, null, id, 1, cancellationToken) is [var wire]
            ? TypedResults.Ok(Show(wire, await failures.AttemptsAsync(id, cancellationToken)))
            : Problems.NotFound($"failure '{id}'");
    }

    private static FailureGroup Group(IGrouping<string, Failure> group, string action) => new(
        group.First().Kind, group.Key, group.Count(),
        [
            .. group.Where(failure => failure.Currency is not null).GroupBy(failure => failure.Currency!, StringComparer.Ordinal).OrderBy(sum => sum.Key, StringComparer.Ordinal)
                .Select(sum => new ActionValue(sum.Key, sum.Sum(failure => decimal.Parse(failure.Amount!, CultureInfo.InvariantCulture)).ToString(CultureInfo.InvariantCulture))),
        ],
        group.Min(failure => failure.At), group.Max(failure => failure.At), [.. group.Take(IdsShown).Select(failure => failure.Id)],
        new FailureRetry(action, new Dictionary<string, string>(StringComparer.Ordinal) { ["cause"] = group.Key }));

    private static Failure Show(DeadLetter letter)
    {
        var payment = LetterPayment.Of(letter);
        return new Failure(
            letter.Id, FailureKind.DeadLetter, letter.Cause, letter.Reason, letter.Key, payment?.Currency.Code,
            payment is null ? null : Money.Format(payment.AmountMinor, payment.Currency), payment?.Party is { } party ? [party] : [], letter.At,
            letter.Source, Parse(letter.Request), []);
    }

    private static Failure Show(OpenWire wire, IReadOnlyList<WireAttempt> attempts) => new(
        wire.WireId, FailureKind.Wire, wire.Cause, wire.Reason, wire.BatchId, wire.Currency, Money.Format(wire.AmountMinor, Currency.Get(wire.Currency)),
        [wire.Debtor, wire.Creditor], wire.At, wire.State, null, attempts);

    /// <summary>What is no JSON is shown as a text.</summary>
    private static JsonElement Parse(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return JsonSerializer.SerializeToElement(body);
        }
    }
}
