using Settlement.Domain.Answers;
using Settlement.Domain.Windows;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Windows;

/// <summary>The latest windows by cut-off.</summary>
public sealed record WindowsData(IReadOnlyList<WindowView> Windows)
{
    /// <summary>Pages of 500 that are read at most: three kinds in a dozen currencies make some forty windows a day.</summary>
    private const int MaxPages = 4;

    public static async Task<ApiResult<WindowsData>> LoadAsync(ApiClient api, CancellationToken cancellationToken)
    {
        var windows = new List<WindowView>();
        string? cursor = null;
        for (var page = 0; page < MaxPages; page++)
        {
            var result = await api.GetAsync<Page<WindowView>>(QueryPath.Of("/api/v1/windows", ("limit", 500), ("cursor", cursor)), cancellationToken);
            if (!result.IsOk)
            {
                return result.Failure;
            }

            windows.AddRange(result.Value.Items);
            cursor = result.Value.NextCursor;
            if (cursor is null)
            {
                break;
            }
        }

        return new WindowsData(windows);
    }
}
