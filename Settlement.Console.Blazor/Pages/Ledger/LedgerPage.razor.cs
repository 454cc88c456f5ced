using System.Globalization;
using Microsoft.AspNetCore.Components;
using NodaTime;
using Settlement.Domain.Events;
using Settlement.Domain.Ledger;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Ledger;

/// <summary>The books: balances as of any time, the journal, and a check of the chain that runs in the page.</summary>
public sealed partial class LedgerPage
{
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss";

    private DateTime? _asOf;
    private string? _account;
    private string? _reference;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    /// <summary>On the user's clock.</summary>
    [SupplyParameterFromQuery(Name = "as_of")]
    private string? AsOf { get; set; }

    [SupplyParameterFromQuery]
    private string? Account { get; set; }

    [SupplyParameterFromQuery]
    private string? Reference { get; set; }

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    protected override string Key => $"ledger {AsOf} {Account} {Reference} {Cursor}";

    private bool IsNarrowed => AsOf is { Length: > 0 } || Account is { Length: > 0 } || Reference is { Length: > 0 };

    private IReadOnlyList<BalanceView> Shown => Data is { } data && Account is { Length: > 0 } account
        ? [.. data.Balances.Where(balance => balance.Account == account)]
        : [.. (Data?.Balances ?? []).Where(balance => !AmountText.IsZero(balance.Balance))];

    /// <summary>Accounts that stand in the books with nothing on them; one that is asked for is shown all the same.</summary>
    private int Idle => Account is { Length: > 0 } ? 0 : (Data?.Balances.Count ?? 0) - Shown.Count;

    protected override bool Concerns(EventDigest digest) =>
        string.IsNullOrEmpty(AsOf) && Cursor is null && digest.Changes.Any(change => change is { Machine: "batch", To: "settled" });

    protected override async Task OnParametersSetAsync()
    {
        (_asOf, _account, _reference) = (Local(AsOf), Account, Reference);
        await base.OnParametersSetAsync();
    }

    protected override Task<ApiResult<LedgerData>> LoadAsync(CancellationToken cancellationToken) =>
        LedgerData.LoadAsync(Api, Utc(Local(AsOf)), Account, Reference, Cursor, cancellationToken);

    private static DateTime? Local(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? DateTime.SpecifyKind(time, DateTimeKind.Unspecified) : null;

    private static string AccountHref(string account) => QueryPath.Of("/ledger", ("account", account));

    private void Apply() => Navigation.NavigateTo(QueryPath.Of(
        "/ledger", ("as_of", _asOf?.ToString(TimeFormat, CultureInfo.InvariantCulture)), ("account", _account?.Trim()), ("reference", _reference?.Trim())));

    private string? Utc(DateTime? local) => local is { } time
        ? LocalDateTime.FromDateTime(time).InZoneLeniently(Session.Zone).ToDateTimeUtc().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)
        : null;
}
