using NodaTime;
using Settlement.Domain.Windows;

namespace Settlement.OperatorConsole.Pages.Windows;

/// <summary>One currency of a day: from the start of its day at its own place to its cut-off, with the windows that close there.</summary>
/// <param name="Opens">Midnight at the currency's place.</param>
public sealed record GanttLane(string Currency, DateTimeZone Zone, DateTimeOffset Opens, DateTimeOffset CutOff, IReadOnlyList<WindowView> Windows)
{
    /// <param name="fallback">For a currency without a zone of its own.</param>
    public static IReadOnlyList<GanttLane> Of(IEnumerable<WindowView> windows, DateTimeZone fallback) =>
    [
        .. windows.GroupBy(window => window.Currency, StringComparer.Ordinal).Select(group =>
        {
            var first = group.First();
            var zone = DateTimeZoneProviders.Tzdb.GetZoneOrNull(Domain.Calendars.CutOff.Of(first.Currency).Zone) ?? fallback;
            var opens = zone.AtStartOfDay(LocalDate.FromDateOnly(first.ValueDate)).ToDateTimeOffset();
            return new GanttLane(first.Currency, zone, opens, group.Max(window => window.CutOff), [.. group.OrderBy(window => window.Kind, StringComparer.Ordinal)]);
        }).OrderBy(lane => lane.CutOff).ThenBy(lane => lane.Currency, StringComparer.Ordinal),
    ];
}
