using Microsoft.EntityFrameworkCore;
using Settlement.Domain.Currencies;
using Settlement.Domain.Transactions;
using Settlement.Engine.ReadModel;

namespace Settlement.Api.Transactions;

/// <summary>What a list of transactions is narrowed to; every part is optional. Newest first.</summary>
public sealed class TransactionFilter
{
    private static readonly string[] States =
    [
        TransactionState.Submitted, TransactionState.Validated, TransactionState.Deferred, TransactionState.Batched,
        TransactionState.Matched, TransactionState.Settled, TransactionState.Rejected, TransactionState.Reversed,
    ];

    /// <summary>The end of so much can be looked for; the payments of a year are better walked.</summary>
    internal static readonly TimeSpan ShortTime = TimeSpan.FromDays(31);

    private readonly TransactionListQuery _query;
    private readonly string? _state;
    private readonly long? _amountMinor;

    private TransactionFilter(TransactionListQuery query, string? state, long? amountMinor) => (_query, _state, _amountMinor) = (query, state, amountMinor);

    /// <summary>Reads a query; on false the errors say which parts mean nothing.</summary>
    public static bool TryRead(TransactionListQuery query, out TransactionFilter filter, out IReadOnlyList<FieldError> errors)
    {
        ArgumentNullException.ThrowIfNull(query);
        var found = new List<FieldError>();
        var state = States.FirstOrDefault(name => string.Equals(name, query.Status, StringComparison.OrdinalIgnoreCase));
        if (query.Status is not null && state is null)
        {
            found.Add(new FieldError("status", "unknown_status", $"status must be one of {string.Join(", ", States).ToLowerInvariant()}."));
        }

        if (query.Format is not (null or "json" or "csv"))
        {
            found.Add(new FieldError("format", "unknown_value", "format must be json or csv."));
        }

        long? minor = null;
        if (query.Amount is { } text)
        {
            minor = ReadAmount(text, query.Currency, found);
        }

        filter = new TransactionFilter(query, state, minor);
        errors = found;
        return found.Count == 0;
    }

    /// <summary>The id that is looked for among ids of all kinds; null when none is.</summary>
    public string? AnyId => _query.Q?.Trim() is { Length: > 0 } text && !text.EndsWith('*') ? text : null;

    /// <summary>Whether nothing narrows the list but its time and what an index of the table answers in order of position.</summary>
    public bool IsInOrder => _query is { Q: null or "" or "*", Window: null, Participant: null, Account: null, Currency: null, Amount: null };

    /// <summary>The short time of the past in which all that matches lies, if so: walking there from the newest row would pass everything since.</summary>
    internal (DateTimeOffset From, DateTimeOffset To)? ShortPast(DateTimeOffset now) =>
        _query is { From: { } from, To: { } to } && to < now && to - from <= ShortTime ? (from, to) : null;

    /// <summary>What matches, in no order.</summary>
    /// <param name="kind">Of what kind the id is that is looked for; null when none is.</param>
    public IQueryable<TransactionRow> Narrow(IQueryable<TransactionRow> rows, IdKind? kind)
    {
        rows = ByState(ByText(rows, kind));
        if (_query.Window is { } window)
        {
            rows = rows.Where(row => row.WindowId == window);
        }

        if (_query.Batch is { } batch)
        {
            rows = rows.Where(row => row.BatchId == batch);
        }

        if (_query.Participant is { } participant)
        {
            rows = rows.Where(row => row.SourceParticipant == participant || row.CounterpartyId == participant);
        }

        if (_query.Account is { } account)
        {
            rows = rows.Where(row => row.SourceAccount == account || row.DestinationAccount == account);
        }

        if (_query.Currency is { } currency)
        {
            rows = rows.Where(row => row.SourceCurrency == currency || row.DestinationCurrency == currency);
        }

        if (_amountMinor is { } minor)
        {
            rows = rows.Where(row => row.AmountMinor == minor && row.SourceCurrency == _query.Currency);
        }

        if (_query.From is { } from)
        {
            rows = rows.Where(row => row.ReceivedAt >= from);
        }

        if (_query.To is { } to)
        {
            rows = rows.Where(row => row.ReceivedAt < to);
        }

        return rows;
    }

    /// <summary>What follows from a state is said as well: it leads to the small indexes of what is open and of what did not go the straight way.</summary>
    private IQueryable<TransactionRow> ByState(IQueryable<TransactionRow> rows)
    {
        if (_query.Reason is { } reason)
        {
            rows = rows.Where(row => row.ReasonCode != null && row.ReasonCode == reason);
        }

        return _state switch
        {
            null => rows,
            TransactionState.Settled => rows.Where(row => row.State == _state),
            TransactionState.Rejected or TransactionState.Reversed => rows.Where(row => row.ReasonCode != null && row.State == _state),
            TransactionState.Deferred => rows.Where(row => row.IsOpen && row.ReasonCode != null && row.State == _state),
            _ => rows.Where(row => row.IsOpen && row.State == _state),
        };
    }

    private IQueryable<TransactionRow> ByText(IQueryable<TransactionRow> rows, IdKind? kind) => _query.Q?.Trim() switch
    {
        null or "" or "*" => rows,
        [.. var start, '*'] => rows.Where(row => EF.Functions.Like(row.TransactionId, Escape(start) + "%", "\\")),
        var id => kind switch
        {
            IdKind.Batch => rows.Where(row => row.BatchId == id),
            IdKind.Window => rows.Where(row => row.WindowId == id),
            IdKind.Participant => rows.Where(row => row.SourceParticipant == id || row.CounterpartyId == id),
            IdKind.Account => rows.Where(row => row.SourceAccount == id || row.DestinationAccount == id),
            _ => rows.Where(row => row.TransactionId == id),
        },
    };

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal);

    private static long? ReadAmount(string text, string? code, List<FieldError> errors)
    {
        if (Currency.Find(code) is not { } currency)
        {
            errors.Add(new FieldError("amount", "needs_currency", "amount is in units of a currency: give currency as well."));
            return null;
        }

        if (Money.TryParse(text, currency, out var money, out _))
        {
            return money.Minor;
        }

        errors.Add(new FieldError("amount", "not_a_number", $"amount must be a number with at most {currency.MinorUnits} decimals."));
        return null;
    }
}
