using Settlement.Domain.Answers;
using Settlement.Domain.Failures;
using Settlement.Domain.Windows;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Widgets;

namespace Settlement.OperatorConsole.Pages.Failures;

/// <summary>What failed for good, the most pressing first.</summary>
/// <param name="Aside">How many dead letters are set aside.</param>
public sealed record FailuresData(IReadOnlyList<FailureAtStake> Groups, int Aside)
{
    public static async Task<ApiResult<FailuresData>> LoadAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var groups = api.GetAsync<Page<FailureGroup>>("/api/v1/failures", cancellationToken);
        var open = api.GetAsync<Page<WindowView>>("/api/v1/windows?status=open&limit=500", cancellationToken);
        var aside = api.GetAsync<Page<FailureGroup>>("/api/v1/failures?set_aside=true", cancellationToken);
        await Task.WhenAll(groups, open, aside);
        return (groups.Result.Failure ?? aside.Result.Failure) is { } failure
            ? failure
            : new FailuresData(FailureAtStake.Of(groups.Result.Value!.Items, open.Result.Value?.Items ?? []), aside.Result.Value!.Items.Sum(group => group.Count));
    }
}
