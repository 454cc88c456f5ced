namespace Settlement.Api.Transactions;

/// <param name="Status">A state in lower case.</param>
/// <param name="Window">A window's id, or rtgs.</param>
/// <param name="Batch">A batch's id.</param>
/// <param name="Participant">Payer or receiver.</param>
/// <param name="Account">Source or destination account.</param>
/// <param name="Currency">Source or destination currency.</param>
/// <param name="Reason">Why it was deferred, rejected or reversed: a code.</param>
/// <param name="Amount">Exactly this amount in units of the source currency; needs currency.</param>
/// <param name="From">Received at this time or later.</param>
/// <param name="To">Received before this time.</param>
/// <param name="Q">Any id: of the transaction (its beginning with a * at the end), a batch, a window, an account or a participant.</param>
/// <param name="Format">json (the default) or csv: at most 100,000 rows in one answer, and a last line that begins with # if there are more.</param>
/// <param name="Limit">1 to 500, default 50.</param>
/// <param name="Cursor">next_cursor of the page before.</param>
public sealed record TransactionListQuery(
    string? Status, string? Window, string? Batch, string? Participant, string? Account, string? Currency, string? Reason, string? Amount,
    DateTimeOffset? From, DateTimeOffset? To, string? Q, string? Format, int? Limit, string? Cursor);
