using Settlement.Domain.Answers;
using Settlement.Domain.Ledger;
using Settlement.Domain.Reference;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Participants;

/// <param name="Limit">Units, with the currency's decimals.</param>
public sealed record CapLine(string ParticipantId, string Currency, string Limit);

/// <param name="Limit">Units, with the currency's decimals.</param>
public sealed record BilateralLine(string Debtor, string Creditor, string Currency, string Limit);

/// <summary>A participant with its money and its limits.</summary>
public sealed record ParticipantData(
    Participant Participant, IReadOnlyList<BalanceView> Balances, IReadOnlyList<CapLine> Caps, IReadOnlyList<BilateralLine> Limits)
{
    public static async Task<ApiResult<ParticipantData>> LoadAsync(ApiClient api, string id, CancellationToken cancellationToken)
    {
        var path = "/api/v1/participants/" + Uri.EscapeDataString(id);
        var participant = api.GetAsync<Participant>(path, cancellationToken);
        var balances = api.GetAsync<Page<BalanceView>>(QueryPath.Of("/api/v1/ledger/balances", ("participant", id)), cancellationToken);
        var caps = api.GetAsync<Page<CapLine>>(path + "/caps", cancellationToken);
        var limits = api.GetAsync<Page<BilateralLine>>("/api/v1/limits?limit=500", cancellationToken);
        await Task.WhenAll(participant, balances, caps, limits);
        return (await participant).Then(found => new ParticipantData(
            found, balances.Result.Value?.Items ?? [], caps.Result.Value?.Items ?? [],
            [.. (limits.Result.Value?.Items ?? []).Where(limit => limit.Debtor == id || limit.Creditor == id)]));
    }
}
