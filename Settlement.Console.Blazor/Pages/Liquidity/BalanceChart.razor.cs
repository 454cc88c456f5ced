using System.Globalization;
using Microsoft.AspNetCore.Components;
using NodaTime;
using Settlement.Domain.Liquidity;
using Settlement.OperatorConsole.Widgets;
using Settlement.OperatorConsole.Widgets.Charts;
using static Settlement.OperatorConsole.Pages.Liquidity.FlowMeasure;

namespace Settlement.OperatorConsole.Pages.Liquidity;

/// <summary>A settlement balance through a day, in the hours of the currency's place, with its lowest point.</summary>
public sealed partial class BalanceChart
{
    private const int HoursOfDay = 24;

    private PlotScale _scale = PlotScale.Of([]);
    private string _balance = "";
    private string _fill = "";
    private string _expected = "";
    private (double X, double Y, string Text)? _trough;

    [Parameter]
    [EditorRequired]
    public IntradayLiquidityAnswer Day { get; set; } = null!;

    private static IReadOnlyList<PlotTick> Ticks { get; } =
        [.. Enumerable.Range(0, (HoursOfDay / 3) + 1).Select(i => new PlotTick(X(i * 3), string.Create(CultureInfo.InvariantCulture, $"{i * 3:00}:00"), i % 2 == 1))];

    private string Description => _trough is { } trough
        ? $"The balance of {Day.Currency} through {Day.Date:yyyy-MM-dd}: from {Day.Opening} to {Day.Balance}, lowest {trough.Text}"
        : $"The balance of {Day.Currency} through {Day.Date:yyyy-MM-dd}: from {Day.Opening} to {Day.Balance}, never below the opening one";

    protected override void OnParametersSet()
    {
        var zone = DateTimeZoneProviders.Tzdb[Day.TimeZone];
        var lowest = Day.Trough is { } low ? (At: HourOf(ZonedText.Local(low.At, zone)), Balance: Number(low.Balance)) : ((double At, double Balance)?)null;
        var points = Points(lowest);
        var expected = Day.Expected.Count == 0 ? [] : points.TakeLast(1).Concat(Day.Expected.Select(hour => (At: hour.Hour + 1.0, Balance: Number(hour.Balance)))).ToList();
        if (expected.Count == 0)
        {
            points.Add((HoursOfDay, points[^1].Balance));
        }

        _scale = PlotScale.Of(points.Concat(expected).Select(point => point.Balance));
        _balance = Path(points);
        _expected = expected.Count == 0 ? "" : Path(expected);
        _fill = $"{_balance} L{PlotScale.Point(X(points[^1].At), PlotScale.Extent)} L{PlotScale.Point(0, PlotScale.Extent)} Z";
        _trough = lowest is { } mark && Day.Trough is { } trough
            ? (X(mark.At), _scale.At(mark.Balance), $"{PlotScale.Short(mark.Balance)} {Day.Currency} at {ZonedText.ToMinute(trough.At, zone)}")
            : null;
    }

    /// <summary>Through the end of every hour that moved anything; an hour that dipped goes through its lowest point, at its time where that is known.</summary>
    private List<(double At, double Balance)> Points((double At, double Balance)? lowest)
    {
        var balance = Number(Day.Opening);
        List<(double At, double Balance)> points = [(0, balance)];
        foreach (var hour in Day.Hours)
        {
            points.Add((hour.Hour, balance));
            var (low, end) = (Number(hour.Low), Number(hour.Balance));
            if (lowest is { } known && (int)known.At == hour.Hour)
            {
                points.Add(known);
            }
            else if (low < Math.Min(balance, end))
            {
                points.Add((hour.Hour + 0.5, low));
            }

            points.Add((hour.Hour + 1, end));
            balance = end;
        }

        return points;
    }

    private string Told(BalanceHour hour) => string.Create(
        CultureInfo.InvariantCulture,
        $"{hour.Hour:00}:00 to {hour.Hour + 1:00}:00\nin {AmountText.Group(hour.Inflow, Day.Currency)}, out {AmountText.Group(hour.Outflow, Day.Currency)}\nlowest {AmountText.Group(hour.Low, Day.Currency)}, then {AmountText.Group(hour.Balance, Day.Currency)} {Day.Currency}");

    private string Path(IEnumerable<(double At, double Balance)> points) =>
        "M" + string.Join(" L", points.Select(point => PlotScale.Point(X(point.At), _scale.At(point.Balance))));

    private static double X(double hour) => hour / HoursOfDay * PlotScale.Extent;

    private static double HourOf(LocalDateTime at) => at.TimeOfDay.NanosecondOfDay / (double)NodaConstants.NanosecondsPerHour;

    private static string Written(double number) => number.ToString("0.##", CultureInfo.InvariantCulture);
}
