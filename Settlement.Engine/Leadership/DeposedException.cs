namespace Settlement.Engine.Leadership;

/// <summary>A write was refused: another engine holds the lease by now.</summary>
public sealed class DeposedException(Fence fence) : Exception($"the lease {fence.Lease} is held by another engine now; the write under token {fence.Token} was refused")
{
    public Fence Fence { get; } = fence;
}
