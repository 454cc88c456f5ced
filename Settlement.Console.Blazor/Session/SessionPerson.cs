namespace Settlement.OperatorConsole.Session;

/// <summary>The answer of <c>GET /api/v1/sessions/current</c>, as far as pages need it.</summary>
/// <param name="IsDemo">Whether the system runs in demo mode: open on this machine, with demo people.</param>
public sealed record CurrentSession(SessionPerson Person, bool IsDemo);

/// <summary>Who acts.</summary>
/// <param name="Kind">person, api_key or demo_client.</param>
/// <param name="Role">viewer, operator, approver or administrator; null for the demo client.</param>
public sealed record SessionPerson(string Name, string? DisplayName, string Kind, string? Role, IReadOnlyList<string> Scopes)
{
    public bool IsPerson => Kind is "person";

    public bool May(string scope) => Scopes.Contains(scope, StringComparer.Ordinal);
}
