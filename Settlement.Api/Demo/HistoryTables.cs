using System.Globalization;
using Spectre.Console;

namespace Settlement.Api.Demo;

/// <summary>What a history came to, for people.</summary>
internal static class HistoryTables
{
    public static void Print(IAnsiConsole console, HistoryOptions options, HistoryOutcome outcome)
    {
        var table = new Table().Border(TableBorder.Rounded).Title("Liquidity needed on the next day, all banks together");
        foreach (var column in new[] { "currency", "day", "need", "80 % low", "80 % high", "method", "skill", "funds to pay in" })
        {
            table.AddColumn(new TableColumn(column) { Alignment = column is "currency" or "method" ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var forecast in outcome.Forecasts)
        {
            var day = forecast.Need?.Days.FirstOrDefault();
            var interval = day?.Intervals.FirstOrDefault(one => one.CoveragePercent == 80);
            table.AddRow(
                forecast.Currency, day?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-", day?.Amount ?? "-", interval?.Low ?? "-", interval?.High ?? "-",
                forecast.Need?.Method ?? "-", forecast.Need?.Skill.Score?.ToString("P0", CultureInfo.InvariantCulture) ?? "-",
                forecast.Recommendations.Count.ToString(CultureInfo.InvariantCulture));
        }

        console.Write(table);
        foreach (var (name, holds) in outcome.Audit.Invariants)
        {
            console.MarkupLineInterpolated($"{(holds ? "yes" : "NO"),-4}{name.Replace('_', ' ')}");
        }

        console.WriteLine(options.Keep is null
            ? $"{outcome.Days.Count} days; nothing is left behind. With --keep FOLDER the system stays."
            : $"{outcome.Days.Count} days are kept: ./run --data {options.Keep} serves them.");
    }
}
