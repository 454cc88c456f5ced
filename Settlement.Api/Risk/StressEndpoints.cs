using System.Globalization;
using Microsoft.Extensions.Options;
using Settlement.Api.Http;
using Settlement.Api.OpenApi;
using Settlement.Domain.Risk;
using Settlement.Engine.Reference;
using Settlement.Engine.Risk;
using Settlement.Engine.Risk.Stress;
using static Settlement.Api.Risk.RiskAmounts;

namespace Settlement.Api.Risk;

/// <summary>Stress tests on what is unsettled now.</summary>
internal static class StressEndpoints
{
    private const string DebtorFails = "debtor_fails";
    private const string CurrencyCloses = "currency_closes";
    private const string RatesMove = "rates_move";
    private const int DefaultBasisPoints = -1_000;
    private const int MaxBasisPoints = 9_000;

    public static void Map(RouteGroupBuilder risk) => risk.MapGet("/stress", RunAsync)
        .WithName("runStressTest").WithSummary("What a failure, a closed currency or moved rates would mean for the unsettled payments")
        .WithDescription(
            $"scenario is {DebtorFails} (participant, by default the largest net debtor), {CurrencyCloses} (currency, by default the one with the most unsettled value) or " +
            $"{RatesMove} (basis_points from -{MaxBasisPoints} to {MaxBasisPoints}, {DefaultBasisPoints} by default; currency, by default every one). Without it all three run on the same state.")
        .Produces<StressAnswer>().ProducesProblems(422);

    private static async Task<IResult> RunAsync(
        string? scenario, string? participant, string? currency, string? basis_points, IReferenceData reference, StressTest stress,
        IOptions<RiskOptions> options, CancellationToken cancellationToken)
    {
        if (!TryRead(scenario, participant, currency, basis_points, reference, out var scenarios, out var problem))
        {
            return problem;
        }

        var (book, results) = await stress.RunAsync(scenarios, cancellationToken);
        var reporting = options.Value.ReportingCurrency;
        return TypedResults.Ok(new StressAnswer([.. results.Select(result => Of(result, reporting))], Moment(book.Snapshot), reporting));
    }

    private static bool TryRead(
        string? scenario, string? participant, string? currency, string? basisPoints, IReferenceData reference,
        out IReadOnlyList<StressScenario> scenarios, out IResult problem)
    {
        var errors = new List<FieldError>();
        if (scenario is not (null or DebtorFails or CurrencyCloses or RatesMove))
        {
            errors.Add(new FieldError("scenario", "unknown_value", $"scenario must be {DebtorFails}, {CurrencyCloses} or {RatesMove}; leave it out for all three."));
        }

        if (participant is not null && !reference.Current.Participants.ContainsKey(participant))
        {
            errors.Add(new FieldError("participant", "unknown_participant", "participant must be the id of a participant."));
        }

        if (!RiskQuery.TryReadCurrency(currency, out var error))
        {
            errors.Add(error!);
        }

        var points = DefaultBasisPoints;
        if (basisPoints is not null
            && (!int.TryParse(basisPoints, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out points) || points is < -MaxBasisPoints or > MaxBasisPoints))
        {
            errors.Add(new FieldError("basis_points", "out_of_range", $"basis_points must be a whole number from -{MaxBasisPoints} to {MaxBasisPoints}."));
        }

        StressScenario[] all = [new StressScenario.DebtorFails(participant), new StressScenario.CurrencyCloses(currency), new StressScenario.RatesMove(currency, points)];
        scenarios = scenario switch
        {
            DebtorFails => [all[0]],
            CurrencyCloses => [all[1]],
            RatesMove => [all[2]],
            _ => all,
        };
        problem = Problems.Invalid(errors);
        return errors.Count == 0;
    }

    private static StressScenarioResult Of(StressResult result, string reporting)
    {
        (string name, string? participant, string? currency, int? points) = result.Scenario switch
        {
            StressScenario.DebtorFails fails => ((string, string?, string?, int?))(DebtorFails, fails.Participant, null, null),
            StressScenario.CurrencyCloses closes => (CurrencyCloses, null, closes.Currency, null),
            StressScenario.RatesMove move => (RatesMove, null, move.Currency, move.BasisPoints),
            _ => throw new ArgumentOutOfRangeException(nameof(result), result.Scenario, "not a scenario"),
        };
        return new StressScenarioResult(
            name, participant, currency, points, Written(result.Reversed), Written(result.Stopped), Written(result.KnockOn), Written(result.Settles),
            Units(result.LossValue, reporting),
            [.. result.Effects.Select(effect => new StressLoss(
                effect.Participant, effect.Currency, Units(effect.MissingMinor, effect.Currency), Units(effect.LossMinor, effect.Currency)))],
            result.LeftOut, result.Unvalued);

        StressPayments Written(StressCount count) => new(count.Payments, Units(count.ValueMinor, reporting), count.TransactionIds);
    }
}
