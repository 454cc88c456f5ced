using Settlement.Domain.Answers;
using Settlement.Domain.Ledger;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Ledger;

/// <summary>Balances and a page of the journal, both as of one moment.</summary>
public sealed record LedgerData(IReadOnlyList<BalanceView> Balances, Page<LedgerEntryView> Journal)
{
    /// <param name="asOf">UTC in ISO 8601; null for now.</param>
    public static async Task<ApiResult<LedgerData>> LoadAsync(
        ApiClient api, string? asOf, string? account, string? reference, string? cursor, CancellationToken cancellationToken)
    {
        var balances = api.GetAsync<Page<BalanceView>>(QueryPath.Of("/api/v1/ledger/balances", ("as_of", asOf)), cancellationToken);
        var journal = api.GetAsync<Page<LedgerEntryView>>(
            QueryPath.Of("/api/v1/ledger/entries", ("order", "desc"), ("as_of", asOf), ("account", account), ("reference", reference), ("limit", 25), ("cursor", cursor)),
            cancellationToken);
        await Task.WhenAll(balances, journal);
        return (balances.Result.Failure ?? journal.Result.Failure) is { } failure
            ? failure
            : new LedgerData(balances.Result.Value!.Items, journal.Result.Value!);
    }
}
