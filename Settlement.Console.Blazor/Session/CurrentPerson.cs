using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Session;

/// <summary>Who this page acts for, asked of the API once. What a person may not do is refused by the API; pages only say so earlier.</summary>
public sealed class CurrentPerson(ApiClient api)
{
    private Task<ApiResult<CurrentSession>>? _asked;

    /// <summary>Null when nobody is signed in, or when it cannot be asked now.</summary>
    public async Task<CurrentSession?> FindAsync(CancellationToken cancellationToken = default)
    {
        var result = await (_asked ??= api.GetAsync<CurrentSession>("/api/v1/sessions/current", cancellationToken));
        if (!result.IsOk && result.Failure.IsPassing)
        {
            _asked = null;
        }

        return result.Value;
    }

    /// <summary>False only when the API said who it is and that they may not: in doubt the API decides.</summary>
    public async Task<bool> MayAsync(string scope) => await FindAsync() is not { } session || session.Person.May(scope);
}
