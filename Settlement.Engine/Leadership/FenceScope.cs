namespace Settlement.Engine.Leadership;

/// <summary>
/// The fence under which the present flow of work writes. A driver enters it once, around its term; whatever the work calls, however deep and on
/// whichever thread, commits under it. Ambient, because a write passes through stages and a mediator that know nothing of leases.
/// </summary>
public static class FenceScope
{
    private static readonly AsyncLocal<Fence?> Ambient = new();

    /// <summary>Null outside every term: a request of the API, a test.</summary>
    public static Fence? Current => Ambient.Value;

    /// <summary>Until the result is disposed of; scopes nest.</summary>
    public static IDisposable Enter(Fence fence)
    {
        var outer = Ambient.Value;
        Ambient.Value = fence;
        return new Exit(outer);
    }

    private sealed class Exit(Fence? outer) : IDisposable
    {
        public void Dispose() => Ambient.Value = outer;
    }
}
