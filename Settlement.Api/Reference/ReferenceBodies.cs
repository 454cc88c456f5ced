using System.Text.Json;
using Settlement.Domain.Access;

namespace Settlement.Api.Reference;

// What clients send. Every field may be missing: what is required is answered by name and code, not as malformed JSON.

/// <param name="Status">active, suspended or quarantined; always required, so that no change lifts a quarantine unawares.</param>
/// <param name="Reason">Why; kept with the change.</param>
public sealed record ParticipantBody(string? Name, string? Bic, string? Status, string? Region, string? ChangedBy, string? Reason) : IReasoned
{
    string? IReasoned.OnBehalfOf => ChangedBy;
}

/// <param name="Status">active, blocked or closed.</param>
/// <param name="Reason">Why; kept with the change.</param>
public sealed record AccountBody(string? ParticipantId, string? Status, string? Iban, string? ChangedBy, string? Reason) : IReasoned
{
    string? IReasoned.OnBehalfOf => ChangedBy;
}

/// <param name="Limit">Units of the currency, a JSON number or string, zero or more.</param>
/// <param name="Reason">Why; kept with the change.</param>
public sealed record LimitBody(JsonElement? Limit, string? ChangedBy, string? Reason) : IReasoned
{
    string? IReasoned.OnBehalfOf => ChangedBy;
}

/// <param name="Mid">Units of quote for one unit of base; a JSON number or string.</param>
/// <param name="SpreadBps">Full bid-ask spread in basis points of mid.</param>
/// <param name="AsOf">When it was quoted; now when not given.</param>
public sealed record RateBody(
    string? Base, string? Quote, JsonElement? Mid, JsonElement? SpreadBps, string? Source, DateTimeOffset? AsOf, string? ChangedBy, string? Reason) : IReasoned
{
    string? IReasoned.OnBehalfOf => ChangedBy;
}
