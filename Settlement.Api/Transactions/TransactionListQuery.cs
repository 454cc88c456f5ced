namespace Settlement.Api.Transactions;

/// <param name="Status">A state in lower case.</param>
/// <param name="Window">A window's id, or rtgs.</param>
/// <param name="Batch">A batch's id.</param>
/// <param name="Participant">Payer or receiver.</param>
/// <param name="Currency">Source or destination currency.</param>
/// <param name="Limit">1 to 500, default 50.</param>
/// <param name="Cursor">next_cursor of the page before.</param>
public sealed record TransactionListQuery(
    string? Status, string? Window, string? Batch, string? Participant, string? Currency, int? Limit, string? Cursor);
