using Microsoft.AspNetCore.Components;
using NodaTime;
using Settlement.Domain.Access;
using Settlement.Domain.Answers;
using Settlement.Domain.Events;
using Settlement.OperatorConsole.Api;

namespace Settlement.OperatorConsole.Pages.Keys;

/// <summary>The keys of programs: what each may do and when it was used last, making one and revoking one.</summary>
public sealed partial class KeysPage
{
    /// <summary>What a key can be given; to approve is for people.</summary>
    private static readonly (Scope Scope, string Meaning)[] Scopes =
    [
        (Scope.Read, "look at everything but people and keys"), (Scope.Submit, "submit payments"), (Scope.Operate, "run the settlement: windows, batches, funding, limits, retries, jobs"),
        (Scope.Administer, "people and API keys"),
    ];

    private readonly HashSet<Scope> _scopes = [Scope.Read];
    private string _name = "";
    private DateOnly? _lastDay;
    private NewApiKey? _made;

    [SupplyParameterFromQuery]
    private string? Cursor { get; set; }

    protected override string Key => "keys " + Cursor;

    protected override bool Concerns(EventDigest digest) => false;

    protected override Task<ApiResult<Page<ApiKey>>> LoadAsync(CancellationToken cancellationToken) =>
        Api.GetAsync<Page<ApiKey>>(QueryPath.Of("/api/v1/keys", ("limit", 500), ("cursor", Cursor)), cancellationToken);

    private static string NameOf(Scope scope) => scope.ToString().ToLowerInvariant();

    private string StateOf(ApiKey key) => key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= Time.GetUtcNow() ? "expired" : "active";

    private void Choose(Scope scope, bool isChosen) => _ = isChosen ? _scopes.Add(scope) : _scopes.Remove(scope);

    private async Task<ApiFailure?> MakeAsync(string reason)
    {
        var body = new Dictionary<string, object?>(StringComparer.Ordinal)
        {
            ["name"] = _name.Trim(), ["scopes"] = _scopes.Order().Select(NameOf).ToList(), ["expires_at"] = EndOf(_lastDay), ["reason"] = reason,
        };
        var result = await Api.PostAsync<NewApiKey>("/api/v1/keys", body, Closed);
        if (result.IsOk)
        {
            (_made, _name, _lastDay) = (result.Value, "", null);
            _scopes.IntersectWith([Scope.Read]);
        }

        return result.Failure;
    }

    private async Task<ApiFailure?> RevokeAsync(ApiKey key, string reason)
    {
        var body = new Dictionary<string, object>(StringComparer.Ordinal) { ["revoked"] = true, ["reason"] = reason };
        var result = await Api.SendAsync<ApiKey>(HttpMethod.Patch, "/api/v1/keys/" + Uri.EscapeDataString(key.KeyId), body, Closed);
        _made = result.IsOk && _made?.Key.KeyId == key.KeyId ? null : _made;
        return result.Failure;
    }

    /// <summary>The day is good to its end in the zone of who chose it.</summary>
    private DateTimeOffset? EndOf(DateOnly? day) => day is { } last
        ? LocalDate.FromDateOnly(last).PlusDays(1).AtStartOfDayInZone(Session.Zone).ToDateTimeOffset().ToUniversalTime()
        : null;
}
