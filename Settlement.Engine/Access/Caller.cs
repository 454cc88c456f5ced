using Settlement.Domain.Access;

namespace Settlement.Engine.Access;

/// <summary>Who makes a request, as far as its credential tells.</summary>
/// <param name="Id">What tells one caller from another, e.g. for four eyes: <c>person:vera</c>, <c>key:key_…</c>, <c>demo-client</c>.</param>
/// <param name="Name">As the records name it.</param>
/// <param name="Role">A person's; null for others.</param>
/// <param name="ExpiresAt">When the credential ends; null when it does not.</param>
public sealed record Caller(string Id, CallerKind Kind, string Name, string DisplayName, Role? Role, ScopeSet Scopes, DateTimeOffset? ExpiresAt)
{
    public const string DemoClientName = "demo-client";

    /// <summary>
    /// What the README's examples need, and no more: it approves nothing, or one person could be two, and it gives nobody access.
    /// </summary>
    public static Caller DemoClient { get; } = new(
        DemoClientName, CallerKind.DemoClient, DemoClientName, "Demo client", null, ScopeSet.Of(Scope.Read, Scope.Submit, Scope.Operate), null);

    public bool IsPerson => Kind == CallerKind.Person;
}
