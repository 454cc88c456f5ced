using Settlement.Api.Liquidity;
using Settlement.Api.OpenApi;
using Settlement.Domain.Calendars;
using Settlement.Domain.Risk;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Reference;
using Settlement.Engine.Risk.Intraday;
using static Settlement.Api.Risk.RiskAmounts;

namespace Settlement.Api.Risk;

/// <summary>The intraday liquidity measures of BCBS 248.</summary>
internal static class IntradayRiskEndpoints
{
    private const string CorrespondentBasis = "Settled payments whose metadata name the customer they were made for, in on_behalf_of. A payment that does not is not counted.";
    private const string CreditBasis = "This system extends no intraday credit, and is not told of any that its participants extend: always zero.";

    public static void Map(RouteGroupBuilder risk)
    {
        IntradayMonthEndpoint.Map(risk);
        risk.MapGet("/intraday", ReadAsync)
            .WithName("getIntradayRisk").WithSummary("The seven intraday liquidity measures of BCBS 248, by participant")
            .WithDescription("date is a day of the currency's place, today by default; participant asks for one alone.")
            .Produces<IntradayRiskAnswer>().ProducesProblems(422);
    }

    private static async Task<IResult> ReadAsync(
        string? currency, string? participant, string? date, IReferenceData reference, IntradayMonitor monitor, LiquidityForecasts days,
        CancellationToken cancellationToken)
    {
        if (!LiquidityQuery.TryRead(currency, participant, null, date, reference, out var query, out var problem))
        {
            return problem;
        }

        if (!query.TryReadPastDay(days.Today(query.Currency), out var day, out problem))
        {
            return problem;
        }

        var measures = await monitor.ReadAsync(query.Currency, query.Participant, day, cancellationToken);
        return TypedResults.Ok(new IntradayRiskAnswer(query.Currency, day, CutOff.Of(query.Currency).Zone, [.. measures.Select(Of)]));
    }

    private static IntradayRiskOfParticipant Of(IntradayMeasures measures)
    {
        var (usage, total, timed, onBehalf) = (measures.Usage, measures.Total, measures.TimeSpecific, measures.Correspondents);
        return new IntradayRiskOfParticipant(
            measures.Participant,
            new MaximumUsageView(Written(usage.NegativeMinor), usage.NegativeAt, Written(usage.PositiveMinor), usage.PositiveAt),
            new AvailableAtStartView(Written(measures.OpeningMinor), Written(measures.OpeningMinor), Written(0)),
            new TotalPaymentsView(
                Written(total.SentMinor), total.SentPayments, Written(total.ReceivedMinor), total.ReceivedPayments, Written(total.WiresOutMinor), Written(total.WiresInMinor)),
            new TimeSpecificObligationsView(
                Written(timed.SettledMinor), timed.Settled, Written(timed.MissedMinor), timed.Missed, Written(timed.DueMinor), timed.Due),
            new CorrespondentPaymentsView(
                Written(onBehalf.ValueMinor), onBehalf.Payments,
                [.. onBehalf.Largest.Select(one => new CorrespondentCustomerView(one.Customer, Written(one.ValueMinor), one.Payments))], CorrespondentBasis),
            new CreditLinesView(Written(measures.CreditLines.ExtendedMinor), Written(measures.CreditLines.PeakUseMinor), CreditBasis),
            [.. measures.Throughput.Select(hour => new ThroughputView(hour.Hour, Written(hour.CumulativeMinor), Math.Round(hour.Share, 6)))]);

        string Written(long minor) => Units(minor, measures.Currency);
    }
}
