using System.Globalization;
using Settlement.Domain.Currencies;
using Spectre.Console;

namespace Settlement.Api.Demo;

/// <summary>The day's report for people.</summary>
internal static class DemoTables
{
    /// <summary>Width where the output is no terminal, which has none of its own: the widest table fits.</summary>
    private const int FileWidth = 120;

    public static void Print(IAnsiConsole console, IntakeTally tally, DayOutcome day)
    {
        if (Console.IsOutputRedirected)
        {
            console.Profile.Width = FileWidth;
        }

        console.Write(Payments(tally, day));
        console.Write(Windows(day));
        console.Write(Currencies(day));
        console.Write(Savings(day));
        console.Write(Invariants(day));
    }

    private static Table Payments(IntakeTally tally, DayOutcome day) => New("Payments", "accepted", "settled", "deferred", "reversed", "refused", "duplicates")
        .AddRow(
            Number(tally.Accepted), Number(day.Count("settled")), Number(day.Count("deferred")), Number(day.Count("reversed")),
            Number(tally.Refused), Number(tally.Deduped));

    private static Table Windows(DayOutcome day)
    {
        var table = New("Windows", "window", "settled", "deferred", "reversed", "batches", "planned again", "wires", "agrees");
        foreach (var report in day.Reports.Where(report => report.Batches.Count + report.Counts.Deferred > 0))
        {
            table.AddRow(
                report.WindowId, Number(report.Counts.Settled), Number(report.Counts.Deferred), Number(report.Counts.Reversed), Number(report.Batches.Count),
                Number(report.Batches.Count(batch => batch.Round > 1)), Number(report.Currencies.Sum(currency => currency.Wires)), Mark(report.Equal));
        }

        return table;
    }

    private static Table Currencies(DayOutcome day)
    {
        var table = New("Netted windows by currency", "currency", "gross", "net = wires = postings", "net of gross", "wires");
        var net = day.PerCurrency(currency => currency.Net);
        foreach (var (code, gross) in day.PerCurrency(currency => currency.Gross))
        {
            var currency = Currency.Get(code);
            table.AddRow(
                code, Grouped(gross, currency), Grouped(net[code], currency), gross == 0 ? "" : Share((double)net[code] / gross),
                Number(day.Reports.SelectMany(report => report.Currencies).Where(part => part.Currency == code).Sum(part => part.Wires)));
        }

        return table;
    }

    private static Table Savings(DayOutcome day)
    {
        var currency = Currency.Get(day.CostCurrency);
        return New("Netting against one wire per payment and leg", "", "planned", "one by one", "saved")
            .AddRow("wires", Number(day.Wires), Number(day.WiresGross), Share(1 - ((double)day.Wires / Math.Max(1, day.WiresGross))))
            .AddRow(
                $"cost, {day.CostCurrency}", Grouped(day.CostMinor, currency), Grouped(day.NaiveCostMinor, currency),
                Share(1 - ((double)day.CostMinor / Math.Max(1, day.NaiveCostMinor))))
            .AddRow("RTGS wires", Number(day.RtgsWires), "", "");
    }

    private static Table Invariants(DayOutcome day)
    {
        var table = New("Invariants", "what must hold", "holds");
        foreach (var (name, holds) in day.Invariants)
        {
            table.AddRow(name.Replace('_', ' '), Mark(holds));
        }

        return table;
    }

    private static Table New(string title, params string[] columns)
    {
        var table = new Table().Title(title).Border(TableBorder.Rounded);
        for (var i = 0; i < columns.Length; i++)
        {
            table.AddColumn(new TableColumn(columns[i]) { Alignment = i == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }

    private static string Mark(bool holds) => holds ? "[green]yes[/]" : "[red]NO[/]";

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Share(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    private static string Grouped(long minor, Currency currency) =>
        ((decimal)minor / currency.Scale).ToString("N" + currency.MinorUnits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
