using System.Globalization;
using Settlement.Api.Http;
using Settlement.Api.Liquidity;
using Settlement.Api.OpenApi;
using Settlement.Domain.Calendars;
using Settlement.Domain.Risk;
using Settlement.Engine.Liquidity;
using Settlement.Engine.Reference;
using Settlement.Engine.Risk.Intraday;
using Settlement.Forecasting;
using static Settlement.Api.Risk.RiskAmounts;

namespace Settlement.Api.Risk;

/// <summary>The intraday liquidity measures of BCBS 248 over a month, in the form of its reporting table.</summary>
internal static class IntradayMonthEndpoint
{
    private const string MonthFormat = "yyyy-MM";

    private static readonly string[] Unknown =
    [
        "A(ii): sources of liquidity outside this system (reserves, collateral, committed and uncommitted lines, balances with other banks).",
        "A(iv): obligations with a time of day other than a window's cut-off.",
        "B(i): payments made for correspondent banking customers whose metadata do not say on_behalf_of.",
        "B(ii): intraday credit lines that a participant extends to its own customers.",
    ];

    public static void Map(RouteGroupBuilder risk) => risk.MapGet("/intraday/month", ReadAsync)
        .WithName("getIntradayRiskOfMonth").WithSummary("The seven intraday liquidity measures of BCBS 248 over a month: the three largest days and the average")
        .WithDescription("month is written like 2026-11, the current one at the currency's place by default; participant asks for one alone. Days are business days that have begun.")
        .Produces<IntradayMonthAnswer>().ProducesProblems(422, 503);

    private static async Task<IResult> ReadAsync(
        string? currency, string? participant, string? month, IReferenceData reference, IntradayMonitor monitor, LiquidityForecasts days,
        CancellationToken cancellationToken)
    {
        if (!LiquidityQuery.TryRead(currency, participant, null, month is null ? null : month + "-01", reference, out var query, out _))
        {
            // The same rules; only a month is not called a date.
            return LiquidityQuery.TryRead(currency, participant, null, null, reference, out _, out var problem)
                ? Problems.Invalid([new FieldError("month", "not_a_month", $"month must be written like 2026-11, in the years {BusinessCalendar.FirstYear} to {BusinessCalendar.LastYear}.")])
                : problem;
        }

        var today = days.Today(query.Currency);
        var asked = query.Date ?? today;
        var byParticipant = new SortedDictionary<string, List<IntradayMeasures>>(StringComparer.Ordinal);
        foreach (var measures in (await monitor.ReadAsync(query.Currency, query.Participant, [.. DaysOf(query.Currency, asked, today)], cancellationToken)).SelectMany(day => day))
        {
            if (!byParticipant.TryGetValue(measures.Participant, out var own))
            {
                byParticipant[measures.Participant] = own = [];
            }

            own.Add(measures);
        }

        return TypedResults.Ok(new IntradayMonthAnswer(
            query.Currency, asked.ToString(MonthFormat, CultureInfo.InvariantCulture), CutOff.Of(query.Currency).Zone,
            [.. byParticipant.Values.Select(own => Of(IntradayMonth.Of(own)))], Unknown));
    }

    /// <summary>At most 23.</summary>
    private static IEnumerable<DateOnly> DaysOf(string currency, DateOnly month, DateOnly today)
    {
        var grid = DayGrid.BusinessDays(currency);
        for (var day = new DateOnly(month.Year, month.Month, 1); day.Month == month.Month && day <= today; day = day.AddDays(1))
        {
            if (grid.Has(day))
            {
                yield return day;
            }
        }
    }

    private static IntradayMonthOfParticipant Of(IntradayMonth month)
    {
        return new IntradayMonthOfParticipant(
            month.Participant, month.Days, Written(month.LargestNegative), Written(month.LargestPositive), Written(month.Opening), Written(month.Sent),
            Written(month.Received), Written(month.TimeSpecific), Written(month.OnBehalf), Written(month.CreditLines), Written(month.CreditLinesPeak),
            [.. month.Throughput.Select(hour => new ThroughputShareView(hour.Hour, Math.Round(hour.Share, 6)))]);

        MonthFigureView Written(MonthFigure figure) =>
            new([.. figure.Three.Select(minor => Units(minor, month.Currency))], Units(figure.AverageMinor, month.Currency));
    }
}
