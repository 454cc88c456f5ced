using System.Globalization;
using Settlement.Domain.Transactions;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Transactions;

/// <summary>What a list of transactions is narrowed to; every part is optional. Newest first.</summary>
public sealed record TransactionFilter(string? Status, string? WindowId, string? BatchId, string? Participant, string? Currency)
{
    private static readonly string[] States =
    [
        TransactionState.Submitted, TransactionState.Validated, TransactionState.Deferred, TransactionState.Batched,
        TransactionState.Matched, TransactionState.Settled, TransactionState.Rejected, TransactionState.Reversed,
    ];

    public IReadOnlyList<FieldError> Check() => Status is null || State is not null
        ? []
        : [new FieldError("status", "unknown_status", $"status must be one of {string.Join(", ", States).ToLowerInvariant()}.")];

    public IQueryable<TransactionRow> Apply(IQueryable<TransactionRow> rows, string? after)
    {
        if (State is { } state)
        {
            rows = rows.Where(row => row.State == state);
        }

        if (WindowId is { } window)
        {
            rows = rows.Where(row => row.WindowId == window);
        }

        if (BatchId is { } batch)
        {
            rows = rows.Where(row => row.BatchId == batch);
        }

        if (Participant is { } participant)
        {
            rows = rows.Where(row => row.SourceParticipant == participant || row.CounterpartyId == participant);
        }

        if (Currency is { } currency)
        {
            rows = rows.Where(row => row.SourceCurrency == currency || row.DestinationCurrency == currency);
        }

        if (long.TryParse(after, CultureInfo.InvariantCulture, out var position))
        {
            rows = rows.Where(row => row.Position < position);
        }

        return rows.OrderByDescending(row => row.Position);
    }

    private string? State => States.FirstOrDefault(state => string.Equals(state, Status, StringComparison.OrdinalIgnoreCase));
}
