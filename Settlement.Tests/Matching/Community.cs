using Settlement.Domain.Batches;
using Settlement.Engine.Matching;

namespace Settlement.Tests.Matching;

/// <summary>Honest batches, and the parties' view that fits them.</summary>
internal static class Community
{
    /// <summary>A ring of payments p0 to p1, p1 to p2 ... of growing amounts, netted: every party is debtor and creditor.</summary>
    public static PlannedBatch Ring(string batchId, int parties, int payments) => Net(
        batchId,
        [.. Enumerable.Range(0, payments).Select(i => new Candidate(
            $"{batchId}_txn_{i}", i + 1, Party(i % parties), Party((i + 1) % parties), "EUR", 1_000 + (i * 7), "EUR", 1_000 + (i * 7)))]);

    public static string Party(int number) => $"bank_{number:00}";

    public static PlannedBatch Net(string batchId, IReadOnlyList<Candidate> payments, IReadOnlyList<FxTrade>? trades = null)
    {
        var positions = payments
            .SelectMany(p => new[] { (Party: p.Debtor, p.SourceCurrency, -p.SourceMinor), (Party: p.Creditor, p.DestinationCurrency, p.DestinationMinor) })
            .GroupBy(line => (line.Party, line.Item2), line => line.Item3)
            .Select(group => new NetPosition(group.Key.Party, group.Key.Item2, group.Sum()))
            .Where(position => position.NetMinor != 0).ToList();
        var wires = positions.Select((p, i) => p.NetMinor < 0
            ? new PlannedWire($"{batchId}_1_{i}", WirePhase.PayIn, p.Participant, PlannedWire.SystemParty, p.Currency, -p.NetMinor, null)
            : new PlannedWire($"{batchId}_1_{i}", WirePhase.PayOut, PlannedWire.SystemParty, p.Participant, p.Currency, p.NetMinor, null)).ToList();
        return Hashed(new PlannedBatch(batchId, 1, payments, positions, wires, trades ?? [], ""));
    }

    /// <summary>The batch with the hash of its present content: what a planner that lies consistently would propose.</summary>
    public static PlannedBatch Hashed(PlannedBatch batch) => batch with { Hash = PlanHash.Of(batch) };

    /// <summary>What the parties know when the batch is honest.</summary>
    public static IPartyView ViewOf(PlannedBatch batch, params NetPosition[] moved) => new View(
        batch.Payments.ToDictionary(
            p => p.TransactionId,
            p => new SeenPayment(p.TransactionId, p.SourceMinor, p.SourceCurrency, p.DestinationCurrency, p.Debtor, p.Creditor),
            StringComparer.Ordinal),
        moved);

    private sealed class View(Dictionary<string, SeenPayment> seen, IReadOnlyList<NetPosition> moved) : IPartyView
    {
        public Task<IReadOnlyDictionary<string, SeenPayment>> PaymentsAsync(
            IReadOnlyCollection<string> transactionIds, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyDictionary<string, SeenPayment>>(seen);

        public Task<IReadOnlyList<NetPosition>> MovedAsync(string batchId, int beforeRound, CancellationToken cancellationToken) =>
            Task.FromResult(moved);
    }
}
