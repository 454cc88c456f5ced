using Microsoft.AspNetCore.Components;
using Settlement.Domain.Answers;
using Settlement.Domain.Events;
using Settlement.Domain.Transactions;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Transactions;

/// <summary>Looks for payments by any field. The whole state of the page is in its address.</summary>
public sealed partial class TransactionsPage
{
    /// <summary>Rows of a page: a screen or two.</summary>
    private const int PageSize = 50;

    private TransactionQuery _form = new();
    private IReadOnlyList<string> _columns = [];
    private bool _filterOpen;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    [SupplyParameterFromQuery(Name = "columns")]
    private string? ColumnNames { get; set; }

    protected override string Key => "transactions?" + new Uri(Navigation.Uri).Query;

    private TransactionQuery Query => TransactionQuery.Of(Navigation.Uri);

    private IEnumerable<TransactionColumn> Columns => TransactionColumn.All.Where(column => _columns.Contains(column.Name, StringComparer.Ordinal));

    private string CurrentView => new Uri(Navigation.GetUriWithQueryParameter("cursor", (string?)null)).Query;

    private string CsvHref => Query.ToPath("/download/transactions", Session.Zone);

    private string Lead => Cursor is null && Data is { NextCursor: null } data ? Words.Count(data.Items.Count, "payment") : "newest first";

    /// <summary>Later pages stand still: what is new belongs on the first one.</summary>
    protected override bool Concerns(EventDigest digest) => Cursor is null && digest.Changes.Any(change => change.Machine == "transaction");

    protected override async Task OnParametersSetAsync()
    {
        _columns = TransactionColumn.Read(ColumnNames);
        if (!_form.Equals(Query))
        {
            _form = Query;
        }

        await base.OnParametersSetAsync();
    }

    protected override Task<ApiResult<Page<TransactionSummary>>> LoadAsync(CancellationToken cancellationToken) =>
        Api.GetAsync<Page<TransactionSummary>>(Query.ToPath("/api/v1/transactions", Session.Zone, ("limit", PageSize), ("cursor", Cursor)), cancellationToken);

    private void Apply() => Navigation.NavigateTo(_form.ToAddress(ColumnNames));

    private void SetColumns(IReadOnlyList<string> columns) =>
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameter("columns", TransactionColumn.Write(columns)));
}
