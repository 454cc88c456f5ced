namespace Settlement.Domain.Access;

/// <summary>A signed-in person's session, as the API shows it.</summary>
/// <param name="Token">For the header <c>Authorization: Bearer TOKEN</c>; shown once, when the session begins, and null afterwards.</param>
/// <param name="ExpiresAt">When the person must sign in again; null for the demo client, which has no session.</param>
/// <param name="IsDemo">True in demo mode: demo people may sign in and requests without credentials act as the demo client.</param>
public sealed record Session(string? Token, SessionPerson Person, DateTimeOffset? ExpiresAt, bool IsDemo);

/// <param name="Name">The name to sign in with, or the API key's name, or <c>demo-client</c>.</param>
/// <param name="Kind">Whether this is a person, an API key or the demo client.</param>
/// <param name="Role">Null for API keys and the demo client.</param>
public sealed record SessionPerson(string Name, string DisplayName, CallerKind Kind, Role? Role, IReadOnlyList<Scope> Scopes);

public enum CallerKind
{
    /// <summary>Signed in with a password or an identity provider.</summary>
    Person,

    /// <summary>A program, by its API key.</summary>
    ApiKey,

    /// <summary>Anyone on this machine, in demo mode.</summary>
    DemoClient,
}
