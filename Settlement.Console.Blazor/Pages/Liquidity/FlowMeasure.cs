using System.Globalization;
using Settlement.Domain.Liquidity;

namespace Settlement.OperatorConsole.Pages.Liquidity;

/// <summary>One of the four measures that are forecast.</summary>
/// <param name="Id">As the API names it.</param>
public sealed record FlowMeasure(string Id, string Name, string Meaning)
{
    public static IReadOnlyList<FlowMeasure> All { get; } =
    [
        new("need", "Need", "liquidity needed at the day's worst moment"),
        new("outflow", "Outflow", "what wires take"),
        new("inflow", "Inflow", "what wires bring"),
        new("net", "Net", "inflow less outflow"),
    ];

    public static FlowMeasure Of(string? id) => All.FirstOrDefault(measure => measure.Id == id) ?? All[0];

    public MeasureForecast? In(LiquidityForecastAnswer answer) => Id switch
    {
        "outflow" => answer.Outflow,
        "inflow" => answer.Inflow,
        "net" => answer.Net,
        _ => answer.Need,
    };

    /// <summary>What came on a day; null where it is not known.</summary>
    public double? In(LiquidityHistoryDay day) => Id switch
    {
        "outflow" => Number(day.Outflow),
        "inflow" => Number(day.Inflow),
        "net" => Number(day.Net),
        _ => day.Need is { } need ? Number(need) : null,
    };

    public static double Number(string amount) => double.Parse(amount, CultureInfo.InvariantCulture);
}
