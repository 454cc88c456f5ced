using Settlement.Domain.Answers;
using Settlement.Domain.Batches;
using Settlement.Domain.Ledger;
using Settlement.Domain.Sagas;
using Settlement.Domain.Transactions;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Transaction;

/// <summary>A payment with what moved its funds.</summary>
/// <param name="Graph">The transaction machine.</param>
/// <param name="Wires">Wires of its batch that carry it, or its parties' net positions.</param>
public sealed record TransactionData(
    TransactionView View, SagaGraphView? Graph, IReadOnlyList<WireStatusView> Wires, IReadOnlyList<LedgerEntryView> Entries)
{
    public static async Task<ApiResult<TransactionData>> LoadAsync(ApiClient api, string id, string? at, CancellationToken cancellationToken)
    {
        var graph = api.GetAsync<SagaGraphView>("/api/v1/sagas/transaction/graph", cancellationToken);
        var found = await api.GetAsync<TransactionView>(QueryPath.Of("/api/v1/transactions/" + Uri.EscapeDataString(id), ("at", at)), cancellationToken);
        if (!found.IsOk)
        {
            return found.Failure;
        }

        var view = found.Value;
        var wires = view.BatchId is { } batch
            ? await api.GetAsync<Page<WireStatusView>>($"/api/v1/settlements/{Uri.EscapeDataString(batch)}/wires", cancellationToken)
            : null;
        var entries = view.LedgerEntry is null
            ? null
            : await api.GetAsync<Page<LedgerEntryView>>(QueryPath.Of("/api/v1/ledger/entries", ("reference", view.TransactionId), ("limit", 20)), cancellationToken);
        return new TransactionData(
            view, (await graph).Value,
            [.. (wires?.Value?.Items ?? []).Where(wire => Carries(wire, view))],
            entries?.Value?.Items ?? []);
    }

    private static bool Carries(WireStatusView wire, TransactionView view) => wire.TransactionId is { } carried
        ? carried == view.TransactionId
        : (wire.Currency == view.SourceCurrency || wire.Currency == view.DestinationCurrency)
            && (wire.Debtor == view.SourceParticipant || wire.Creditor == view.SourceParticipant || wire.Debtor == view.CounterpartyId
                || wire.Creditor == view.CounterpartyId);
}
