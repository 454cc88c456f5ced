namespace Settlement.Domain.Access;

/// <summary>Which scopes a role gives. That nobody approves what they asked for themselves holds for every role.</summary>
public static class RoleScopes
{
    public static ScopeSet Of(Role role) => role switch
    {
        Role.Viewer => ScopeSet.Of(Scope.Read),
        Role.Operator => ScopeSet.Of(Scope.Read, Scope.Submit, Scope.Operate),
        Role.Approver => ScopeSet.Of(Scope.Read, Scope.Approve),
        Role.Administrator => ScopeSet.Of(Scope.Read, Scope.Submit, Scope.Operate, Scope.Approve, Scope.Administer),
        _ => throw new ArgumentOutOfRangeException(nameof(role), role, "no such role"),
    };
}
