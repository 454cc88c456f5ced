using Microsoft.Extensions.Options;
using Settlement.Api.Access;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Access;
using Settlement.Domain.Risk;
using Settlement.Engine.Risk;

namespace Settlement.Api.Risk;

/// <summary>Exposures now: per counterparty, between two of them, and how concentrated they are.</summary>
public static class RiskEndpoints
{
    private static readonly Dictionary<string, Func<Exposure, long>> Measures = new(StringComparer.Ordinal)
    {
        ["owed"] = exposure => exposure.OwedMinor,
        ["uncovered"] = exposure => exposure.UncoveredMinor,
        ["unsettled"] = exposure => exposure.Unsettled.OutgoingMinor,
        ["posted"] = exposure => exposure.PostedMinor,
    };

    public static IEndpointRouteBuilder MapRisk(this IEndpointRouteBuilder routes)
    {
        var risk = routes.MapGroup("/api/v1/risk").RequireScope(Scope.Read).WithTags("Risk");
        risk.MapGet("/counterparties", CounterpartiesAsync)
            .WithName("listCounterpartyRisk").WithSummary("What every participant has, owes and is owed now, by currency")
            .WithDescription("Posted balances, payments in flight, queued and waiting for windows, read as one state of the database; by participant id.")
            .Produces<CounterpartyRiskPage>().ProducesProblems(422);
        risk.MapGet("/counterparties/{id}", CounterpartyAsync)
            .WithName("getCounterpartyRisk").WithSummary("One participant's exposures with its bilateral positions")
            .Produces<CounterpartyRiskDetail>().ProducesProblems(404);
        risk.MapGet("/bilateral", BilateralAsync)
            .WithName("listBilateralRisk").WithSummary("Unsettled payments between two participants, with their bilateral limits")
            .Produces<BilateralPositionPage>().ProducesProblems(422);
        risk.MapGet("/concentration", ConcentrationAsync)
            .WithName("getRiskConcentration").WithSummary("How much of a measure rests on few participants: shares, Herfindahl-Hirschman index, largest three and five")
            .WithDescription("measure is owed (the default), uncovered, unsettled or posted; without currency everything is converted to the reporting currency.")
            .Produces<ConcentrationRisk>().ProducesProblems(422);
        IntradayRiskEndpoints.Map(risk);
        StressEndpoints.Map(risk);
        var acts = routes.MapGroup("/api/v1/risk").RequireScope(Scope.Operate).WithTags("Risk");
        AlertEndpoints.Map(risk, acts);
        RuleEndpoints.Map(risk, acts);
        return routes;
    }

    private static async Task<IResult> CounterpartiesAsync(
        string? currency, int? limit, string? cursor, RiskView view, IOptions<RiskOptions> options, CancellationToken cancellationToken)
    {
        if (!RiskQuery.TryReadCurrency(currency, out var error))
        {
            return Problems.Invalid([error!]);
        }

        if (!PageRequest.TryRead("risk-counterparties " + currency, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var book = await view.NowAsync(cancellationToken);
        var reporting = options.Value.ReportingCurrency;
        var rows = book.Exposures
            .Where(exposure => (currency is null || exposure.Currency == currency) && string.CompareOrdinal(exposure.Participant, page.After ?? "") > 0)
            .GroupBy(exposure => exposure.Participant, StringComparer.Ordinal).Take(page.Limit + 1)
            .Select(group => CounterpartyViews.Of(group.Key, [.. group], book, reporting)).ToList();
        var shown = page.ToPage(rows, row => row.ParticipantId);
        return TypedResults.Ok(new CounterpartyRiskPage(shown.Items, shown.NextCursor, RiskAmounts.Moment(book.Snapshot), reporting));
    }

    private static async Task<IResult> CounterpartyAsync(
        string id, RiskView view, IOptions<RiskOptions> options, CancellationToken cancellationToken)
    {
        var book = await view.NowAsync(cancellationToken);
        var own = book.Exposures.Where(exposure => exposure.Participant == id).ToList();
        if (own.Count == 0 && !book.Snapshot.Reference.Participants.ContainsKey(id))
        {
            return Problems.NotFound($"participant '{id}'");
        }

        var reporting = options.Value.ReportingCurrency;
        return TypedResults.Ok(new CounterpartyRiskDetail(
            CounterpartyViews.Of(id, own, book, reporting),
            [.. book.Bilateral.Where(pair => pair.Debtor == id || pair.Creditor == id).Select(RiskAmounts.Bilateral)],
            RiskAmounts.Moment(book.Snapshot), reporting));
    }

    private static async Task<IResult> BilateralAsync(
        string? currency, int? limit, string? cursor, RiskView view, CancellationToken cancellationToken)
    {
        if (!RiskQuery.TryReadCurrency(currency, out var error))
        {
            return Problems.Invalid([error!]);
        }

        if (!PageRequest.TryRead("risk-bilateral " + currency, limit, cursor, out var page, out var problem))
        {
            return problem;
        }

        var book = await view.NowAsync(cancellationToken);
        var rows = book.Bilateral
            .Where(pair => (currency is null || pair.Currency == currency) && string.CompareOrdinal(KeyOf(pair.Debtor, pair.Creditor, pair.Currency), page.After ?? "") > 0)
            .Take(page.Limit + 1).Select(RiskAmounts.Bilateral).ToList();
        var shown = page.ToPage(rows, row => KeyOf(row.Debtor, row.Creditor, row.Currency));
        return TypedResults.Ok(new BilateralPositionPage(shown.Items, shown.NextCursor, RiskAmounts.Moment(book.Snapshot)));
    }

    private static async Task<IResult> ConcentrationAsync(
        string? measure, string? currency, RiskView view, IOptions<RiskOptions> options, CancellationToken cancellationToken)
    {
        if (!RiskQuery.TryReadCurrency(currency, out var error))
        {
            return Problems.Invalid([error!]);
        }

        if (!Measures.TryGetValue(measure ?? "owed", out var amount))
        {
            return Problems.Invalid("measure", "unknown_value", $"measure must be one of {string.Join(", ", Measures.Keys)}.");
        }

        var book = await view.NowAsync(cancellationToken);
        var target = currency ?? options.Value.ReportingCurrency;
        var unvalued = new SortedSet<string>(StringComparer.Ordinal);
        var amounts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var exposure in book.Exposures.Where(exposure => currency is null || exposure.Currency == currency))
        {
            if (book.Value(amount(exposure), exposure.Currency, target) is { } value)
            {
                amounts[exposure.Participant] = checked(amounts.GetValueOrDefault(exposure.Participant) + value);
            }
            else
            {
                unvalued.Add(exposure.Currency);
            }
        }

        var concentration = Concentration.Of(amounts.Select(pair => (pair.Key, pair.Value)));
        return TypedResults.Ok(new ConcentrationRisk(
            measure ?? "owed", target, RiskAmounts.Units(concentration.TotalMinor, target), Math.Round(concentration.Herfindahl, 2),
            concentration.Herfindahl > Concentration.HighlyConcentrated, Math.Round(concentration.Top(1), 6), Math.Round(concentration.Top(3), 6),
            Math.Round(concentration.Top(5), 6),
            [.. concentration.Shares.Select(share => new ConcentrationRiskShare(share.Name, RiskAmounts.Units(share.AmountMinor, target), Math.Round(share.Share, 6)))],
            [.. unvalued], RiskAmounts.Moment(book.Snapshot)));
    }

    /// <summary>The space sorts before every character of an id, so the keys sort as the list does.</summary>
    private static string KeyOf(string debtor, string creditor, string currency) => $"{debtor} {creditor} {currency}";
}
