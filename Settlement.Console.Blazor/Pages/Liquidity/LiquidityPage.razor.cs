using System.Globalization;
using Microsoft.AspNetCore.Components;
using Settlement.Domain.Events;
using Settlement.Domain.Liquidity;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Liquidity;

/// <summary>What the coming days will need, what today has needed so far, how well forecasts did, and who should pay in what.</summary>
public sealed partial class LiquidityPage
{
    private const string DayFormat = "yyyy-MM-dd";

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Currency { get; set; }

    [SupplyParameterFromQuery]
    private string? Participant { get; set; }

    [SupplyParameterFromQuery]
    private string? Date { get; set; }

    [SupplyParameterFromQuery(Name = "measure")]
    private string? MeasureId { get; set; }

    protected override string Key => $"liquidity {Currency} {Participant} {Date}";

    private FlowMeasure Measure => FlowMeasure.Of(MeasureId);

    private IReadOnlyList<string> Participants => Data?.Series.FirstOrDefault(one => one.Currency == Data.Currency)?.ParticipantIds ?? [];

    private string Lead => Data is not { Currency: { } currency } data ? ""
        : $"{currency}, {Participant ?? "all participants"}"
            + (data.Forecast is { Origin: { } origin, MadeAt: { } made } ? $"; from days up to {Written(origin)}, made {ZonedText.ToDayMinute(made, Session.Zone)}" : "");

    protected override bool Concerns(EventDigest digest) => digest.Changes.Any(change => change.Machine == "wire" || change.To is "settled" or "posted");

    protected override Task<ApiResult<LiquidityData>> LoadAsync(CancellationToken cancellationToken) =>
        LiquidityData.LoadAsync(Api, Currency, Participant, Date, cancellationToken);

    private string With(string name, string? value) => Navigation.GetUriWithQueryParameter(name, value);

    private string OfCurrency(string currency) => QueryPath.Of("/liquidity", ("currency", currency), ("measure", MeasureId));

    private string OnDay(IntradayLiquidityAnswer day, int days) => With("date", day.Date.AddDays(days).ToString(DayFormat, CultureInfo.InvariantCulture));

    private void Choose(ChangeEventArgs change) => Navigation.NavigateTo(With("participant", change.Value as string is { Length: > 0 } chosen ? chosen : null));

    private static string Written(DateOnly day) => day.ToString("ddd d MMM", CultureInfo.InvariantCulture);

    private static string Share(double? share) => share is { } known ? known.ToString("0 %", CultureInfo.InvariantCulture) : "–";

    private static string Interval(ForecastDay day, int coverage, string currency) =>
        day.Intervals.FirstOrDefault(one => one.CoveragePercent == coverage) is { } found
            ? $"{AmountText.Group(found.Low, currency)} to {AmountText.Group(found.High, currency)}"
            : "–";
}
