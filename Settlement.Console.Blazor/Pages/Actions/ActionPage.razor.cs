using Microsoft.AspNetCore.Components;
using Settlement.Domain.Actions;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Actions;

/// <summary>One action: its frozen preview, the people who answer for it, its progress and what became of every item.</summary>
public sealed partial class ActionPage
{
    [Parameter]
    public string Id { get; set; } = "";

    protected override string Key => "action " + Id;

    protected override bool KeepsDataWhileLoading => false;

    internal static string StateName(ActionState state) => state switch
    {
        ActionState.Waiting => "awaiting_approval",
        ActionState.Finished => "done",
        _ => state.ToString().ToLowerInvariant(),
    };

    /// <summary>Progress has no events: while there is something to come, ask with every digest.</summary>
    protected override bool Concerns(EventDigest digest) => Data?.State is ActionState.Running or ActionState.Waiting or ActionState.Previewed;

    protected override Task<ApiResult<OperatorAction>> LoadAsync(CancellationToken cancellationToken) =>
        Api.GetAsync<OperatorAction>("/api/v1/actions/" + Uri.EscapeDataString(Id), cancellationToken);

    private static string Outcome(OperatorAction action)
    {
        var progress = action.Progress;
        var left = progress.Pending + progress.Running;
        return $"{progress.Done} done, {progress.Failed} failed, {progress.Skipped} skipped{(left > 0 ? $", {left} to come" : "")}";
    }
}
