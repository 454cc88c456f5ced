namespace Settlement.Api.Demo;

// What the demonstration reads of the API's answers. Its own records, as a client's would be: a field that the API loses shows here.

internal sealed record TransactionBody(
    string TransactionId, string Status, string SourceCurrency, string DestinationCurrency, string WindowId, string? BatchId, string? ReasonCode);

internal sealed record WindowBody(string WindowId, string Status, string Kind, string Currency, string? PlanHash, int Deferred);

internal sealed record BalanceBody(string Account, string Currency, string Balance);

internal sealed record VerdictBody(bool Ok, long Entries, long Blocks, string Head);

/// <param name="Equal">Gross, net, wires and postings agree in every currency.</param>
internal sealed record ReportBody(
    string WindowId, bool Equal, ReportCounts Counts, IReadOnlyList<ReportCurrency> Currencies, ReportCost? Cost, IReadOnlyList<ReportBatch> Batches);

internal sealed record ReportCounts(int Settled, int Deferred, int Reversed, int Rejected);

internal sealed record ReportBatch(string BatchId, string Status, int Round);

/// <summary>Amounts in units of the currency.</summary>
internal sealed record ReportCurrency(string Currency, int Payments, string Gross, string Net, string WiresMoved, string Postings, int Wires, bool Equal);

internal sealed record ReportCost(string Currency, ReportCostParts Plan, ReportCostParts Naive);

internal sealed record ReportCostParts(string Total);
