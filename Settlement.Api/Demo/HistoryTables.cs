using System.Globalization;
using Spectre.Console;

namespace Settlement.Api.Demo;

/// <summary>What a history came to, for people.</summary>
internal static class HistoryTables
{
    public static void Print(IAnsiConsole console, HistoryOptions options, HistoryOutcome outcome)
    {
        // Narrow enough for eighty columns: a figure that is broken over two lines cannot be read.
        var table = new Table().Border(TableBorder.Rounded).Title("Liquidity needed on the next day, all banks together, in millions");
        foreach (var column in new[] { "", "day", "need", "80 %", "method", "skill", "advice" })
        {
            table.AddColumn(new TableColumn(column) { Alignment = column is "" or "method" ? Justify.Left : Justify.Right, NoWrap = true });
        }

        foreach (var forecast in outcome.Forecasts)
        {
            var day = forecast.Need?.Days.FirstOrDefault();
            var interval = day?.Intervals.FirstOrDefault(one => one.CoveragePercent == 80);
            table.AddRow(
                forecast.Currency, day?.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "-", Millions(day?.Amount), interval is null ? "-" : $"{Millions(interval.Low)} to {Millions(interval.High)}",
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

    private static string Millions(string? amount) =>
        amount is null ? "-" : (decimal.Parse(amount, CultureInfo.InvariantCulture) / 1_000_000).ToString("N1", CultureInfo.InvariantCulture);
}
