using System.Globalization;
using System.Text;
using Settlement.Engine.Reports;

namespace Settlement.Api.Reports;

/// <summary>A report as one page that needs nothing else: to read on a screen, light or dark, and to print.</summary>
internal static class ReportPage
{
    private const string Style = """
        :root { color-scheme: light dark; --ink: light-dark(#16202b, #e6ebf0); --soft: light-dark(#5b6875, #9aa7b4);
          --line: light-dark(#d8dee5, #34404c); --paper: light-dark(#ffffff, #12181f); --good: light-dark(#0b6b3a, #5fd39a); --bad: light-dark(#b3261e, #ff8a80); }
        * { box-sizing: border-box; }
        body { margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: 72rem; background: var(--paper); color: var(--ink);
          font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; }
        h1 { margin: 0; font-size: 1.7rem; letter-spacing: -0.01em; }
        h2 { margin: 2.2rem 0 0.5rem; font-size: 1.05rem; }
        .verdict { margin: 0.3rem 0 1.4rem; font-weight: 600; } .good { color: var(--good); } .bad { color: var(--bad); }
        dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(13rem, 1fr)); gap: 0.7rem 1.5rem; margin: 0; }
        dt { color: var(--soft); font-size: 0.82rem; } dd { margin: 0; overflow-wrap: anywhere; }
        .table { overflow-x: auto; }
        table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: 0.35rem 0.7rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
        th { color: var(--soft); font-size: 0.82rem; font-weight: 600; border-bottom-width: 2px; }
        th:first-child, td:first-child { padding-left: 0; } th:last-child, td:last-child { padding-right: 0; }
        .figure { text-align: right; white-space: nowrap; } .none, footer { color: var(--soft); }
        footer { margin-top: 2.5rem; font-size: 0.82rem; overflow-wrap: anywhere; }
        @page { size: A4 landscape; margin: 14mm; }
        @media print { :root { color-scheme: light; } body { padding: 0; max-width: none; font-size: 9.5pt; } .table { overflow: visible; }
          h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } }
        """;

    public static string Write(KeptReport kept)
    {
        var report = ReportView.Of(kept);
        var page = new StringBuilder(16 * 1024);
        var title = HtmlTable.Encode($"Settlement window {report.WindowId}");
        page.Append(CultureInfo.InvariantCulture, $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>{title}</title>\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<style>\n").Append(Style)
            .Append("\n</style>\n</head>\n<body>\n<h1>").Append(title).Append("</h1>\n")
            .Append(report.Equal
                ? "<p class=\"verdict good\">Gross, net, wires and postings agree in every currency, to the minor unit.</p>\n"
                : "<p class=\"verdict bad\">Gross, net, wires and postings do not agree in every currency.</p>\n");
        WriteSummary(page, report);
        WriteTables(new HtmlTable(page), report);
        page.Append(CultureInfo.InvariantCulture, $"<footer>Report {report.Hash}, made {Time(report.MadeAt)}. ")
            .Append("Net is re-derived from the payments per batch and participant; wires and postings are what the rails confirmed and the ledger holds.</footer>\n")
            .Append("</body>\n</html>\n");
        return page.ToString();
    }

    private static void WriteSummary(StringBuilder page, ReportView report)
    {
        page.Append("<dl>\n");
        void Item(string name, string value) => page.Append(CultureInfo.InvariantCulture, $"<div><dt>{name}</dt><dd>{HtmlTable.Encode(value)}</dd></div>\n");
        Item("Value date", report.ValueDate.ToString("O", CultureInfo.InvariantCulture));
        Item("Cut-off", Time(report.CutOff));
        Item("Closed by", report.ClosedBy is null ? "–" : report.CloseReason is { Length: > 0 } reason ? $"{report.ClosedBy}: {reason}" : report.ClosedBy);
        Item("Payments settled", Group(report.Counts.Settled));
        Item("Deferred, reversed, rejected", $"{Group(report.Counts.Deferred)}, {Group(report.Counts.Reversed)}, {Group(report.Counts.Rejected)}");
        if (report.Cost is { } cost)
        {
            Item("Cost", $"{Group(cost.Plan.Total)} {cost.Currency}");
            Item("Naive cost", $"{Group(cost.Naive.Total)} {cost.Currency}");
            Item("Saving", string.Create(CultureInfo.InvariantCulture, $"{Group(cost.Saving)} {cost.Currency} ({cost.SavingShare * 100:0.0} %)"));
        }

        Item("Plan", report.PlanHash ?? "–");
        page.Append("</dl>\n");
    }

    private static void WriteTables(HtmlTable table, ReportView report)
    {
        table.Write(
            "Proof per currency", ["Currency", "Payments#", "Gross#", "Gross posted#", "Net#", "Wires moved#", "Postings#", "Wires#", "Equal"],
            report.Currencies.Select(c => (IReadOnlyList<string>)[
                c.Currency, Group(c.Payments), Group(c.Gross), Group(c.GrossPosted), Group(c.Net), Group(c.WiresMoved), Group(c.Postings), Group(c.Wires),
                c.Equal ? "yes" : "NO"]),
            "Nothing was settled.");
        table.Write(
            "Foreign exchange", ["Pair", "Mid#", "Spread bp#", "Matched#", "Residual base#", "Residual quote#", "Spread cost#", "Rounding#", "Rate from"],
            report.FxTrades.Select(t => (IReadOnlyList<string>)[
                $"{t.Base}/{t.Quote}", t.Mid.ToString(CultureInfo.InvariantCulture), t.SpreadBasisPoints.ToString(CultureInfo.InvariantCulture),
                Group(t.Matched), Group(t.ResidualBase), Group(t.ResidualQuote), Group(t.SpreadCost), Group(t.Rounding), t.Source]),
            "No payment crossed currencies.");
        if (report.Cost is { } cost)
        {
            table.Write(
                $"Cost in {cost.Currency}", ["", "Wires#", "Spread#", "Deferral#", "Total#"],
                new[] { ("Plan", cost.Plan), ("Naive", cost.Naive) }.Select(c => (IReadOnlyList<string>)[
                    c.Item1, Group(c.Item2.Wires), Group(c.Item2.Spread), Group(c.Item2.Deferral), Group(c.Item2.Total)]),
                "");
        }

        table.Write(
            "Batches", ["Batch", "Status", "Round#", "Payments#", "Wires#", "Signed hash"],
            report.Batches.Select(b => (IReadOnlyList<string>)[
                b.BatchId, b.Status, Group(b.Round), Group(b.Transactions), Group(b.Wires ?? 0), b.Hash[..Math.Min(16, b.Hash.Length)]]),
            "There was no batch.");
        table.Write(
            "Stages", ["Stage", "From", "To", "Seconds#"],
            report.Stages.Select(s => (IReadOnlyList<string>)[
                s.Stage, Time(s.StartedAt), Time(s.EndedAt), s.Seconds.ToString("#,0.000", CultureInfo.InvariantCulture)]),
            "No stage left a trace.");
        WriteUnsettled(table, "Deferred", report.Deferred, report.Counts.Deferred);
        WriteUnsettled(table, "Reversed", report.Reversed, report.Counts.Reversed);
        WriteUnsettled(table, "Rejected", report.Rejected, report.Counts.Rejected);
    }

    private static void WriteUnsettled(HtmlTable table, string title, IReadOnlyList<UnsettledView> payments, int all) => table.Write(
        payments.Count == all ? title : $"{title} (first {Group(payments.Count)} of {Group(all)})",
        ["Payment", "Amount#", "Currency", "Reason", "Detail", "Next window"],
        payments.Select(p => (IReadOnlyList<string>)[p.TransactionId, Group(p.Amount), p.Currency, p.Code, p.Detail, p.NextWindowId ?? ""]),
        "None.");

    /// <summary>Thousands apart; the decimals stay as the currency has them.</summary>
    private static string Group(string amount)
    {
        var point = amount.IndexOf('.', StringComparison.Ordinal);
        var whole = long.Parse(point < 0 ? amount : amount[..point], CultureInfo.InvariantCulture).ToString("#,0", CultureInfo.InvariantCulture);
        var sign = whole == "0" && amount.StartsWith('-') ? "-" : "";
        return point < 0 ? whole : sign + whole + amount[point..];
    }

    private static string Group(int number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture);
}
