using Microsoft.AspNetCore.Components;
using Settlement.Domain.Answers;
using Settlement.Domain.Failures;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Failures;

/// <summary>Failures one by one, open or set aside; some of them can be chosen and acted on together.</summary>
public sealed partial class FailureListPage
{
    private readonly HashSet<string> _chosen = new(StringComparer.Ordinal);

    [SupplyParameterFromQuery]
    private string? Kind { get; set; }

    [SupplyParameterFromQuery]
    private string? Cause { get; set; }

    [SupplyParameterFromQuery(Name = "set_aside")]
    private bool IsAside { get; set; }

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    private bool IsWires => Kind == "wire";

    protected override string Key => $"failure list {Kind} {Cause} {IsAside} {Cursor}";

    protected override Task<ApiResult<Page<Failure>>> LoadAsync(CancellationToken cancellationToken) => Api.GetAsync<Page<Failure>>(
        QueryPath.Of("/api/v1/failures/items", ("kind", Kind), ("cause", Cause), ("set_aside", IsAside ? "true" : null), ("cursor", Cursor)), cancellationToken);

    private static string CauseHref(string cause) => QueryPath.Of("/failures/list", ("kind", "dead_letter"), ("set_aside", "true"), ("cause", cause));

    /// <summary>Those that are still shown: what has left the list meanwhile is not acted on.</summary>
    private List<string> Chosen(Page<Failure> data) => [.. data.Items.Select(one => one.Id).Where(_chosen.Contains)];

    private Dictionary<string, object> Only(List<string> ids) => new(StringComparer.Ordinal) { [IsWires ? "wires" : "ids"] = ids };

    private void Choose(string id, bool isChosen) => _ = isChosen ? _chosen.Add(id) : _chosen.Remove(id);

    private void ChooseAll(Page<Failure> data, bool areChosen)
    {
        _chosen.Clear();
        _chosen.UnionWith(areChosen ? data.Items.Select(one => one.Id) : []);
    }
}
