using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
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
    public static IEndpointRouteBuilder MapFailures(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/failures", GroupsAsync).RequireScope(Scope.Read)
            .WithName("listFailures").WithTags("Failures").WithSummary("Dead letters, of the engine and of the intake topic, and wires that wait for a person, grouped by cause, the largest group first")
            .WithDescription("With set_aside=true the dead letters that were set aside instead.")
            .Produces<Page<FailureGroup>>();
        routes.MapGet("/api/v1/failures/items", ItemsAsync).RequireScope(Scope.Read)
            .WithName("listFailureItems").WithTags("Failures").WithSummary("Failures one by one, oldest first, without payloads and attempts: of one kind, and of one cause if given")
            .WithDescription("With set_aside=true the dead letters that were set aside instead, each with by whom, when and why.")
            .Produces<Page<Failure>>().ProducesProblems(422);
        routes.MapGet("/api/v1/failures/{id}", FindAsync).RequireScope(Scope.Read)
            .WithName("getFailure").WithTags("Failures").WithSummary("One failure with its payload, or the history of its wire")
            .WithDescription("Edited and tried again by the action retry_dead_letters with ids and payload; a wire by retry_wires.")
            .Produces<Failure>().ProducesProblems(404);
        return routes;
    }

    private static async Task<IResult> GroupsAsync(
        [FromQuery(Name = "set_aside")] bool? setAside, FailureCounts counts, CancellationToken cancellationToken)
    {
        var isAside = setAside ?? false;
        var letters = (await counts.LettersAsync(isAside, cancellationToken)).Select(count => Group(
            FailureKind.DeadLetter, count, isAside ? null : RetryDeadLettersAction.Name, isAside ? null : SetAsideAction.Name, isAside ? PutBackAction.Name : null));
        var wires = isAside ? [] : (await counts.WiresAsync(cancellationToken)).Select(count => Group(FailureKind.Wire, count, RetryWiresAction.Name, null, null));
        return TypedResults.Ok(new Page<FailureGroup>([.. wires.Concat(letters).OrderByDescending(group => group.Count).ThenBy(group => group.Cause, StringComparer.Ordinal)], null));
    }

    private static async Task<IResult> ItemsAsync(
        string? kind, string? cause, [FromQuery(Name = "set_aside")] bool? setAside, int? limit, string? cursor, DeadLetterStore letters, OpenWireStore wires,
        CancellationToken cancellationToken)
    {
        if (!PageRequest.TryRead("failures/" + kind, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        if (cause?.Any(char.IsControl) == true)
        {
            return Problems.Invalid("cause", "unknown_cause", "cause must be one of GET /api/v1/failures.");
        }

        if (kind is not (null or "dead_letter" or "wire"))
        {
            return Problems.Invalid("kind", "unknown_kind", "kind must be dead_letter or wire.");
        }

        if (kind == "wire" && setAside == true)
        {
            return Problems.Invalid("set_aside", "not_for_wires", "set_aside goes with dead letters: a wire cannot be set aside.");
        }

        // A place and not a row: the row that ended a page may be gone when the next one is asked for.
        (DateTimeOffset At, string Id)? after = MomentCursor.TryParse(page.After, out var at, out var id) ? (at, id) : null;
        IReadOnlyList<Failure> found = kind == "wire"
            ? [.. (await wires.ListAsync(null, cause, null, after, page.Limit + 1, cancellationToken)).Select(wire => Show(wire, []))]
            : [.. (await letters.ListAsync(new LetterFilter(cause, IsAside: setAside ?? false), after, page.Limit + 1, cancellationToken)).Select(Show)];
        return TypedResults.Ok(page.ToPage(found, failure => MomentCursor.Format(failure.At, failure.Id)));
    }

    private static async Task<IResult> FindAsync(string id, DeadLetterStore letters, OpenWireStore wires, CancellationToken cancellationToken)
    {
        if (DeadLetter.IsId(id))
        {
            return await letters.ReadAsync(new LetterFilter(Ids: [id], IsAside: null), 1, cancellationToken) is [var letter]
                ? TypedResults.Ok(Show(letter))
                : Problems.NotFound($"failure '{id}'");
        }

        return !id.Any(char.IsControl) && await wires.ListAsync(null, null, id, null, 1, cancellationToken) is [var wire]
            ? TypedResults.Ok(Show(wire, await wires.AttemptsAsync(id, cancellationToken)))
            : Problems.NotFound($"failure '{id}'");
    }

    private static FailureGroup Group(FailureKind kind, FailureCount count, string? retry, string? setAside, string? putBack) => new(
        kind, count.Cause, count.Count, [.. count.Values.Select(value => new ActionValue(value.Currency, value.Units.ToString(CultureInfo.InvariantCulture)))],
        count.Oldest, count.Latest, count.Ids, Of(retry, count.Cause), Of(setAside, count.Cause), Of(putBack, count.Cause));

    private static FailureAction? Of(string? action, string cause) =>
        action is null ? null : new FailureAction(action, new Dictionary<string, string>(StringComparer.Ordinal) { ["cause"] = cause });

    private static Failure Show(LetterHead letter) => new(
        letter.Id, FailureKind.DeadLetter, letter.Cause, letter.Reason, letter.Key, letter.Amount is null ? null : letter.Currency,
        letter.Amount?.ToString(CultureInfo.InvariantCulture), letter.Party is { } party ? [party] : [], letter.At, letter.Source, null, [], Of(letter.Aside));

    private static Failure Show(DeadLetter letter)
    {
        var payment = LetterPayment.Of(letter);
        return new Failure(
            letter.Id, FailureKind.DeadLetter, letter.Cause, letter.Reason, letter.Key, payment?.Currency.Code,
            payment is null ? null : Money.Format(payment.AmountMinor, payment.Currency), payment?.Party is { } party ? [party] : [], letter.At,
            letter.Source, Parse(letter.Request), [], Of(letter.Aside));
    }

    private static Failure Show(OpenWire wire, IReadOnlyList<WireAttempt> attempts) => new(
        wire.WireId, FailureKind.Wire, wire.Cause, wire.Reason, wire.BatchId, wire.Currency, Money.Format(wire.AmountMinor, Currency.Get(wire.Currency)),
        [wire.Debtor, wire.Creditor], wire.At, wire.State, null, attempts, null);

    private static SetAside? Of(LetterMove? aside) => aside is null ? null : new SetAside(aside.At, aside.By, aside.Reason, aside.ActionId);

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
