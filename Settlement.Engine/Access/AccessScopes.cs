using Settlement.Domain.Access;
using Settlement.Engine.Database;

namespace Settlement.Engine.Access;

/// <summary>Scopes as a key's row holds them.</summary>
internal static class AccessScopes
{
    public static ScopeSet Of(IEnumerable<string> names) => ScopeSet.Of([.. names.Select(SqlValues.Parse<Scope>)]);
}
