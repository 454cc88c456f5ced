using System.Globalization;
using Microsoft.AspNetCore.Components;
using Settlement.Domain.Events;
using Settlement.Domain.Windows;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Windows;

/// <summary>The windows of one value date: today's, or the first one after it that has any.</summary>
public sealed partial class WindowsPage
{
    private const string DayFormat = "yyyy-MM-dd";

    private DateOnly _day;

    [SupplyParameterFromQuery]
    private string? Date { get; set; }

    protected override string Key => "windows";

    private IReadOnlyList<WindowView> Day { get; set; } = [];

    private IReadOnlyList<GanttLane> Lanes { get; set; } = [];

    private bool AnyClosed => Day.Any(window => window.Status != "open");

    private string DayText => _day == default ? "" : _day.ToString("dddd d MMMM yyyy", CultureInfo.InvariantCulture);

    protected override bool Concerns(EventDigest digest) => digest.Changes.Any(change => change.Machine is "window" or "transaction");

    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        Choose();
    }

    protected override Task<ApiResult<WindowsData>> LoadAsync(CancellationToken cancellationToken) => WindowsData.LoadAsync(Api, cancellationToken);

    protected override void OnLoaded(WindowsData data) => Choose();

    private void Choose()
    {
        if (Data is not { } data)
        {
            return;
        }

        var today = DateOnly.FromDateTime(ZonedText.Local(Time.GetUtcNow(), Session.Zone).ToDateTimeUnspecified());
        _day = DateOnly.TryParseExact(Date, DayFormat, CultureInfo.InvariantCulture, DateTimeStyles.None, out var asked)
            ? asked
            : data.Windows.Select(window => window.ValueDate).Where(date => date >= today).Order().FirstOrDefault(today);
        Day = [.. data.Windows.Where(window => window.ValueDate == _day).OrderBy(window => window.CutOff).ThenBy(window => window.Currency, StringComparer.Ordinal).ThenBy(window => window.Kind, StringComparer.Ordinal)];
        Lanes = GanttLane.Of(Day, Session.Zone);
    }

    private string DayHref(int days) => _day == default ? "/windows" : QueryPath.Of("/windows", ("date", _day.AddDays(days).ToString(DayFormat, CultureInfo.InvariantCulture)));
}
