namespace Settlement.Domain.Access;

/// <summary>Some of the scopes; asking it costs a bit test.</summary>
public readonly record struct ScopeSet
{
    private readonly byte bits;

    private ScopeSet(byte bits) => this.bits = bits;

    public static ScopeSet None => default;

    public static ScopeSet Of(params ReadOnlySpan<Scope> scopes)
    {
        byte held = 0;
        foreach (var scope in scopes)
        {
            held |= BitOf(scope);
        }

        return new ScopeSet(held);
    }

    public bool Contains(Scope scope) => (bits & BitOf(scope)) != 0;

    public bool ContainsAll(ScopeSet others) => (others.bits & ~bits) == 0;

    /// <summary>The scopes in their declared order.</summary>
    public IReadOnlyList<Scope> ToList()
    {
        var held = this;
        return [.. Enum.GetValues<Scope>().Where(scope => held.Contains(scope))];
    }

    private static byte BitOf(Scope scope) => (byte)(1 << (int)scope);
}
