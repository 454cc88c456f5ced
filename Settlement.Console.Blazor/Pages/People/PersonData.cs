using Settlement.Domain.Access;
using Settlement.Domain.Answers;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.People;

/// <summary>An account and where it is signed in.</summary>
public sealed record PersonData(Person Person, IReadOnlyList<OpenSession> Sessions)
{
    public static async Task<ApiResult<PersonData>> LoadAsync(ApiClient api, string name, CancellationToken cancellationToken)
    {
        var path = "/api/v1/people/" + Uri.EscapeDataString(name);
        var person = api.GetAsync<Person>(path, cancellationToken);
        var sessions = api.GetAsync<Page<OpenSession>>(path + "/sessions", cancellationToken);
        await Task.WhenAll(person, sessions);
        return (await person).Then(found => new PersonData(found, sessions.Result.Value?.Items ?? []));
    }
}
