using Microsoft.AspNetCore.Components;
using Settlement.Domain.Access;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;
using Settlement.OperatorConsole.Session;

namespace Settlement.OperatorConsole.Pages.People;

/// <summary>One account: what it may do, whether its person can sign in, where they are signed in, and what an administrator changes of it.</summary>
public sealed partial class PersonPage
{
    private Role _role;
    private string _password = "";
    private string _displayName = "";
    private bool _isOwn;

    [Inject]
    private CurrentPerson Current { get; set; } = null!;

    [Parameter]
    public string Name { get; set; } = "";

    protected override string Key => "person " + Name;

    protected override bool KeepsDataWhileLoading => false;

    private string? Barred => _isOwn ? "Your own account: ask another administrator" : null;

    private string Address => "/api/v1/people/" + Uri.EscapeDataString(Name);

    protected override bool Concerns(EventDigest digest) => false;

    protected override async Task OnParametersSetAsync()
    {
        await base.OnParametersSetAsync();
        _isOwn = await Current.FindAsync() is { Person: { IsPerson: true, Name: var own } } && own == Name;
        (_role, _displayName) = (Data?.Person.Role ?? Role.Viewer, Data?.Person.DisplayName ?? "");
    }

    protected override Task<ApiResult<PersonData>> LoadAsync(CancellationToken cancellationToken) => PersonData.LoadAsync(Api, Name, cancellationToken);

    private static string RoleConsequence(Person person) => person.HasPassword
        ? "It counts at once, in open sessions too."
        : "It counts at once, in open sessions too, until the next sign-in: then the identity provider says the role.";

    private Task<ApiFailure?> ChangeRoleAsync(string reason) => ChangeAsync("role", RoleText.NameOf(_role), reason);

    private Task<ApiFailure?> RenameAsync(string reason) => ChangeAsync("display_name", _displayName.Trim(), reason);

    private async Task<ApiFailure?> ResetAsync(string reason)
    {
        var failure = await ChangeAsync("password", _password, reason);
        _password = failure is null ? "" : _password;
        return failure;
    }

    private async Task<ApiFailure?> ChangeAsync(string field, object value, string reason) =>
        (await Api.SendAsync<Person>(HttpMethod.Patch, Address, new Dictionary<string, object>(StringComparer.Ordinal) { [field] = value, ["reason"] = reason }, Closed)).Failure;

    private async Task<ApiFailure?> EndSessionsAsync(string reason) =>
        (await Api.PostAsync<EndedSessions>(Address + "/sessions/end", new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = reason }, Closed)).Failure;
}
