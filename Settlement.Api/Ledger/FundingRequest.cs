using System.Text.Json;
using Settlement.Domain.Access;

namespace Settlement.Api.Ledger;

/// <param name="Amount">Number or string, in units of the currency; positive funds the participant, negative pays its money back.</param>
/// <param name="Reference">The funder's own reference; the same one again, for the same currency, is not posted twice.</param>
/// <param name="Reason">Why, in the operator's words.</param>
public sealed record FundingRequest(string? Currency, JsonElement Amount, string? Reference, string? Reason) : IReasoned
{
    string? IReasoned.OnBehalfOf => null;
}
