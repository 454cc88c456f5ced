using System.Globalization;
using Settlement.Engine.Reports;

namespace Settlement.Api.Reports;

/// <summary>
/// A report as one table of figures, a figure a line: which section and item it belongs to, what it measures, in which currency (empty for counts and
/// texts), and its value. One shape for all sections, so that any program can filter and pivot it.
/// </summary>
internal static class ReportCsv
{
    public static string Write(KeptReport kept)
    {
        var report = ReportView.Of(kept);
        var csv = new CsvText().Line("section", "item", "measure", "currency", "value");
        WriteWindow(csv, report);
        foreach (var proof in report.Currencies)
        {
            void Figure(string measure, string value, string currency) => csv.Line("currency", proof.Currency, measure, currency, value);
            Figure("payments", Number(proof.Payments), "");
            Figure("gross", proof.Gross, proof.Currency);
            Figure("gross_posted", proof.GrossPosted, proof.Currency);
            Figure("net", proof.Net, proof.Currency);
            Figure("wires_moved", proof.WiresMoved, proof.Currency);
            Figure("postings", proof.Postings, proof.Currency);
            Figure("wires", Number(proof.Wires), "");
            Figure("equal", Flag(proof.Equal), "");
        }

        foreach (var trade in report.FxTrades)
        {
            void Figure(string measure, string value, string currency) => csv.Line("fx", $"{trade.Base}/{trade.Quote}", measure, currency, value);
            Figure("mid", trade.Mid.ToString(CultureInfo.InvariantCulture), trade.Quote);
            Figure("spread_basis_points", trade.SpreadBasisPoints.ToString(CultureInfo.InvariantCulture), "");
            Figure("source", trade.Source, "");
            Figure("matched", trade.Matched, trade.Base);
            Figure("residual_base", trade.ResidualBase, trade.Base);
            Figure("residual_quote", trade.ResidualQuote, trade.Quote);
            Figure("spread_cost", trade.SpreadCost, trade.Base);
            Figure("rounding", trade.Rounding, trade.Quote);
        }

        WriteCost(csv, report.Cost);
        foreach (var batch in report.Batches)
        {
            csv.Line("batch", batch.BatchId, "status", "", batch.Status);
            csv.Line("batch", batch.BatchId, "transactions", "", Number(batch.Transactions));
            csv.Line("batch", batch.BatchId, "wires", "", Number(batch.Wires ?? 0));
            csv.Line("batch", batch.BatchId, "hash", "", batch.Hash);
        }

        foreach (var stage in report.Stages)
        {
            csv.Line("stage", stage.Stage, "seconds", "", stage.Seconds.ToString(CultureInfo.InvariantCulture));
        }

        WriteUnsettled(csv, "deferred", report.Deferred);
        WriteUnsettled(csv, "reversed", report.Reversed);
        WriteUnsettled(csv, "rejected", report.Rejected);
        return csv.ToString();
    }

    private static void WriteWindow(CsvText csv, ReportView report)
    {
        void Figure(string measure, string value) => csv.Line("window", report.WindowId, measure, "", value);
        Figure("value_date", report.ValueDate.ToString("O", CultureInfo.InvariantCulture));
        Figure("cut_off", report.CutOff.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        Figure("report_hash", report.Hash);
        Figure("plan_hash", report.PlanHash ?? "");
        Figure("settled", Number(report.Counts.Settled));
        Figure("deferred", Number(report.Counts.Deferred));
        Figure("reversed", Number(report.Counts.Reversed));
        Figure("rejected", Number(report.Counts.Rejected));
        Figure("equal", Flag(report.Equal));
    }

    private static void WriteCost(CsvText csv, CostView? cost)
    {
        if (cost is null)
        {
            return;
        }

        foreach (var (name, parts) in new[] { ("plan", cost.Plan), ("naive", cost.Naive) })
        {
            csv.Line("cost", name, "wires", cost.Currency, parts.Wires);
            csv.Line("cost", name, "spread", cost.Currency, parts.Spread);
            csv.Line("cost", name, "deferral", cost.Currency, parts.Deferral);
            csv.Line("cost", name, "total", cost.Currency, parts.Total);
        }

        csv.Line("cost", "saving", "total", cost.Currency, cost.Saving);
    }

    private static void WriteUnsettled(CsvText csv, string section, IReadOnlyList<UnsettledView> payments)
    {
        foreach (var payment in payments)
        {
            csv.Line(section, payment.TransactionId, "amount", payment.Currency, payment.Amount);
            csv.Line(section, payment.TransactionId, "code", "", payment.Code);
            csv.Line(section, payment.TransactionId, "detail", "", payment.Detail);
            if (payment.NextWindowId is { } next)
            {
                csv.Line(section, payment.TransactionId, "next_window", "", next);
            }
        }
    }

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Flag(bool value) => value ? "true" : "false";
}
